import type { ChildProcess } from "node:child_process";

/**
 * Writes the whole standard input of a program. One that ends without having read it is no failure (EPIPE, or ECONNRESET
 * where Node made the pipe a socket): what the program printed and its exit code tell what came of it.
 */
export function giveInput({ stdin }: ChildProcess, text = ""): void {
  stdin?.on("error", (problem: NodeJS.ErrnoException) => {
    if (problem.code !== "EPIPE" && problem.code !== "ECONNRESET") throw problem;
  });
  stdin?.end(text);
}
