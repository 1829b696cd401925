import type { Random } from "../../core/random.ts";
import { ensureSecretFile, writeSecretFile } from "../deployment/secret-files.ts";
import { newKey } from "../keys.ts";
import { demoDevices } from "./devices.ts";

/**
 * Secrets of the demo: every token of the example that ends like a secret gets a random value of its own, kept between
 * starts so that an authenticator application goes on working.
 */

const secretToken = /&\{([a-z0-9.-]+\.(?:password|secret|totp|key|token))\}/g;
const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const readable = "abcdefghijkmnpqrstuvwxyz23456789";

/** Makes the secrets that the given files name and that do not exist yet. */
export function ensureDemoSecrets(directory: string, files: readonly string[], random: Random): void {
  const names = new Set(files.flatMap((text) => [...text.matchAll(secretToken)].map((match) => match[1] ?? "")));
  for (const name of names) ensureSecretFile(directory, name, () => secretFor(name, random));
  // The demo logs these users in itself. With a new generator at every start, no code it uses was ever used before.
  for (const { user } of demoDevices) writeSecretFile(directory, `user.${user}.totp`, totpSecret(random));
}

function secretFor(name: string, random: Random): string {
  if (name.endsWith(".totp")) return totpSecret(random);
  if (name.endsWith(".password")) return password(random);
  return newKey(random);
}

function totpSecret(random: Random): string {
  return letters(random, base32, 32);
}

/** About 79 bits in four groups: `x7qk-3mfa-…`. */
function password(random: Random): string {
  return Array.from({ length: 4 }, () => letters(random, readable, 4)).join("-");
}

/** Both alphabets have 32 letters, so that taking five bits of a byte favours none. */
function letters(random: Random, alphabet: string, count: number): string {
  return [...random.bytes(count)].map((byte) => alphabet.charAt(byte & 31)).join("");
}
