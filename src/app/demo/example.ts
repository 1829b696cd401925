import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../../core/errors.ts";
import { writePrivateFile } from "../deployment/secret-files.ts";

/** The copy of the example that the demo runs on, so that nothing a person changes there touches the checkout. */

const stamp = ".example-digest";

/** Copies the example the first time and whenever the example itself has changed. Returns whether it copied. */
export function ensureExampleCopy(example: string, copy: string): boolean {
  const digest = digestOf(example);
  if (readStamp(copy) === digest) return false;
  rmSync(copy, { recursive: true, force: true });
  cpSync(example, copy, { recursive: true });
  writePrivateFile(join(copy, stamp), digest, copy);
  return true;
}

/** Every file of the directory, as text. */
export function readTextFiles(directory: string): string[] {
  return filesOf(directory).map((file) => readFileSync(join(directory, file), "utf8"));
}

function digestOf(directory: string): string {
  const hash = createHash("sha256");
  for (const file of filesOf(directory))
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(directory, file)))
      .update("\0");
  return hash.digest("hex");
}

function filesOf(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => file.slice(directory.length + 1)).sort();
}

function readStamp(copy: string): string | undefined {
  try {
    return readFileSync(join(copy, stamp), "utf8");
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return undefined;
    throw cause;
  }
}
