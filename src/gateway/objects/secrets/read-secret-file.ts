import { readFile, stat } from "node:fs/promises";
import { errorCode } from "../../../core/errors.ts";

const longestSecret = 1024 * 1024;

/**
 * The bytes of a file with a secret, or undefined when there is no such file.
 *
 * @param problem makes the error of the caller's own place
 */
export async function readSecretFile(file: string, problem: (text: string) => Error): Promise<Buffer | undefined> {
  try {
    const { size } = await stat(file);
    if (size > longestSecret) throw problem(`${file} is over 1 MB`);
    return await readFile(file);
  } catch (cause) {
    const code = errorCode(cause);
    if (code === "ENOENT") return undefined;
    if (!(cause instanceof Error && "syscall" in cause)) throw cause;
    throw problem(`${file} cannot be read (${code ?? "unknown reason"})`);
  }
}
