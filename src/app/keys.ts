import type { Random } from "../core/random.ts";
import { Secret } from "../core/secret.ts";
import { ensureSecretFile } from "./deployment/secret-files.ts";
import { appErrors } from "./errors.ts";

/** 256 bits, base64url: the form of every symmetric key in the house. */
export function newKey(random: Random): string {
  return random.bytes(32).toString("base64url");
}

/** A key that the program keeps for itself in `directory`, made the first time. */
export function ownKey(directory: string, name: string, random: Random): Secret {
  return strongKey(
    ensureSecretFile(directory, name, () => newKey(random)),
    name,
  );
}

/** @throws {app.weak-key} when the value is not 256 bits of base64url */
export function strongKey(value: string, name: string): Secret {
  if (/^[A-Za-z0-9_-]{43}=?$/.test(value)) return new Secret(value);
  const message = `${name} must be 256 bits in base64url (43 characters); make one with: openssl rand -base64 32 | tr '+/' '-_' | tr -d =`;
  throw appErrors.error("app.weak-key", { message });
}
