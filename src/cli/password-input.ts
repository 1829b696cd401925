import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { Secret } from "../core/secret.ts";
import { cliErrors } from "./errors.ts";

/** Passwords come from a pipe or from a person, never from the command line: everybody on the machine can read that. */

export type PasswordInput = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** More than any password; what comes after is refused, not cut off. */
const maxBytes = 4096;

/**
 * Asks for a new password: twice, without echo, at a terminal; or the whole of a pipe, without its last line end.
 *
 * @throws {cli.password-missing}
 */
export async function readNewPassword(input: PasswordInput, output: Writable, fromPipe: boolean): Promise<Secret> {
  if (fromPipe) return readAll(input);
  if (!input.isTTY) {
    const message = "no terminal to ask for the password; pipe it and say --password-stdin";
    throw cliErrors.error("cli.password-missing", { message });
  }
  const [password, again] = await ask(["Password: ", "Again: "], input, output);
  if (password === undefined || again === undefined) {
    throw cliErrors.error("cli.password-missing", { message: "no password was given" });
  }
  if (password !== again) throw cliErrors.error("cli.password-missing", { message: "the two passwords differ" });
  return new Secret(password);
}

async function readAll(input: PasswordInput): Promise<Secret> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > maxBytes) throw cliErrors.error("cli.password-missing", { message: "the password is too long" });
    chunks.push(bytes);
  }
  const text = Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
  if (text === "") throw cliErrors.error("cli.password-missing", { message: "standard input holds no password" });
  return new Secret(text);
}

/** A line for each prompt, of which nothing shows; fewer when the input ended, or Ctrl-C was pressed. */
function ask(prompts: readonly string[], input: PasswordInput, output: Writable): Promise<readonly string[]> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  // It turns the echo off, so it comes before the first prompt, and stays until the last answer.
  const lines = createInterface({ input, output: silent, terminal: true, historySize: 0 });
  const answers: string[] = [];
  output.write(prompts[0] ?? "");
  return new Promise((resolve) => {
    lines.on("line", (line) => {
      answers.push(line);
      output.write(`\n${prompts[answers.length] ?? ""}`);
      if (answers.length === prompts.length) lines.close();
    });
    lines.once("SIGINT", () => lines.close());
    lines.once("close", () => {
      if (answers.length < prompts.length) output.write("\n");
      resolve(answers);
    });
  });
}
