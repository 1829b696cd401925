import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../../core/errors.ts";

/** The secrets directory: one file per secret, named like its token, mode 0600 in a directory of mode 0700. */

const secretName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** The value of a secret, or undefined when there is no such file or the name could not be one. */
export function readSecretFile(directory: string, name: string): string | undefined {
  if (!secretName.test(name)) return undefined;
  try {
    return readFileSync(join(directory, name), "utf8").replace(/\r?\n$/, "");
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return undefined;
    throw cause;
  }
}

/** Writes a secret so that a crash leaves the old value or the new one, never half of it. */
export function writeSecretFile(directory: string, name: string, value: string): void {
  writePrivateFile(join(directory, name), `${value}\n`, directory);
}

/** Writes a file of mode 0600 atomically. */
export function writePrivateFile(file: string, content: string, directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, content, { mode: 0o600 });
  renameSync(draft, file);
}

/** The value of a secret, made by `create` the first time. */
export function ensureSecretFile(directory: string, name: string, create: () => string): string {
  const existing = readSecretFile(directory, name);
  if (existing !== undefined) return existing;
  const value = create();
  writeSecretFile(directory, name, value);
  return value;
}
