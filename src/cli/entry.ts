import { fileURLToPath } from "node:url";

/** The script that child processes run: this command itself. */
export function entryScript(): string {
  return fileURLToPath(new URL("main.js", import.meta.url));
}
