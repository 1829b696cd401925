import type { Writable } from "node:stream";
import { type Style, styleFor } from "./print/style.ts";

/** Where a command runs and writes; given, so that a test can look at what it writes. */
export interface Terminal {
  readonly workingDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

/** The terminal of this process. */
export function ownTerminal(): Terminal {
  return { workingDirectory: process.cwd(), environment: process.env, stdout: process.stdout, stderr: process.stderr };
}

/** How to write to standard output: a pipe has neither colours nor an end of the line. */
export function pageOf({ stdout, environment }: Terminal): { readonly style: Style; readonly width: number } {
  return { style: styleFor(stdout, environment), width: stdout.columns ?? 100 };
}

/** How to tell of trouble that does not hinder the command. */
export function warner({ stderr }: Terminal): (text: string) => void {
  return (text) => void stderr.write(`sallyport: warning: ${text}\n`);
}
