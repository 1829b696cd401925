import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { removeFileDurably, writeFileDurably } from "../../core/durable-file.ts";
import { errorCode } from "../../core/errors.ts";
import { type Random, systemRandom } from "../../core/random.ts";
import { createSealer } from "../../core/sealing.ts";
import { Secret } from "../../core/secret.ts";
import { readSecretFile } from "../deployment/secret-files.ts";

/**
 * Secrets that administrators typed in, one encrypted file each below the state directory. The journey file holds the
 * token `&{secret.<id>}` that names it.
 */
export interface SealedSecrets {
  /** The secret is on the disk when this returns. */
  keep(name: string, secret: Secret): Promise<void>;
  forget(name: string): Promise<void>;
}

const secretName = /^secret\.[0-9a-f-]{36}$/;

export function isSealedName(name: string): boolean {
  return secretName.test(name);
}

export function createSealedSecrets(state: string, sealingKey: Secret, random: Random): SealedSecrets {
  const sealer = createSealer(sealingKey, random);
  return {
    async keep(name, secret) {
      await mkdir(folderOf(state), { recursive: true, mode: 0o700 });
      await writeFileDurably(fileOf(state, name), sealer.seal(Buffer.from(secret.reveal()), name), 0o600);
    },
    forget: (name) => removeFileDurably(fileOf(state, name)),
  };
}

/** The value of a token that names such a secret; undefined for any other name, and when there is none here. */
export function readSealedSecret(state: string, name: string): string | undefined {
  if (!isSealedName(name)) return undefined;
  const key = readSecretFile(join(state, "keys"), "sealing");
  const sealed = key === undefined ? undefined : readIfThere(fileOf(state, name));
  if (key === undefined || sealed === undefined) return undefined;
  return createSealer(new Secret(key), systemRandom).open(sealed, name).toString("utf8");
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return undefined;
    throw cause;
  }
}

function folderOf(state: string): string {
  return join(state, "sealed-secrets");
}

function fileOf(state: string, name: string): string {
  return join(folderOf(state), name);
}
