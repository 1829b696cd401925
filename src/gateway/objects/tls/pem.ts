import { createPrivateKey, X509Certificate } from "node:crypto";
import type { SecretStore } from "../../heap/heap-object.ts";
import type { BuildContext } from "../../heap/model.ts";
import type { Reference } from "../../heap/schemas.ts";
import type { TlsKey } from "../../tls/model.ts";

/** Keys and certificates as PEM, and the secret stores that they come from. */

const certificatePattern = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const keyPattern = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[\s\S]+?-----END (?:[A-Z]+ )?PRIVATE KEY-----/;
const mostAuthorities = 256;

export function certificatesOf(text: string): readonly string[] {
  return text.match(certificatePattern) ?? [];
}

export function keyOf(text: string): string | undefined {
  return keyPattern.exec(text)?.[0];
}

export async function storesOf(references: readonly Reference[], context: BuildContext): Promise<SecretStore[]> {
  const stores: SecretStore[] = [];
  for (const [index, to] of references.entries()) {
    const path = references.length === 1 ? ["secretsProvider"] : ["secretsProvider", index];
    stores.push((await context.refer("secret-store", to, ...path)).store);
  }
  return stores;
}

/** @throws {gateway.config-invalid} when no store has it, at the key of `config` that names it */
export async function readSecret(
  stores: readonly SecretStore[],
  id: string,
  context: BuildContext,
  key: string,
): Promise<string> {
  for (const store of stores) {
    const text = await store.read(id);
    if (text !== undefined) return text;
  }
  throw context.problem(`no store has the secret ${id}`, key);
}

/** A chain and its key, from one secret; when it holds no key, the secret `<id>-key` has it: most tools write two files. */
export async function readTlsKey(
  stores: readonly SecretStore[],
  id: string,
  context: BuildContext,
  key: string,
): Promise<TlsKey> {
  const text = await readSecret(stores, id, context, key);
  const pem = keyOf(text) ?? keyOf(await readSecret(stores, `${id}-key`, context, key));
  const certificates = certificatesOf(text);
  if (certificates.length === 0) throw context.problem(`the secret ${id} holds no PEM certificate`, key);
  if (pem === undefined) throw context.problem(`the secret ${id}-key holds no PEM key`, key);
  return checkedKey({ certificate: certificates.join("\n"), key: pem }, id, context, key);
}

/** @throws {gateway.config-invalid} when key and certificate are not a pair */
export function checkedKey(pair: TlsKey, id: string, context: BuildContext, key: string): TlsKey {
  const matches = readable(
    () => new X509Certificate(pair.certificate).checkPrivateKey(createPrivateKey(pair.key)),
    "of the key manager",
    context,
  );
  if (!matches) throw context.problem(`the key does not belong to the certificate ${id}`, key);
  return pair;
}

/** @throws {gateway.config-invalid} when there is none, one cannot be read, or there are more than 256 */
export function readAuthorities(text: string, id: string, context: BuildContext, key: string): readonly string[] {
  const authorities = certificatesOf(text);
  if (authorities.length === 0) throw context.problem(`the secret ${id} holds no PEM certificate`, key);
  if (authorities.length > mostAuthorities) throw context.problem(`${id} holds more than ${mostAuthorities}`, key);
  for (const authority of authorities) readable(() => new X509Certificate(authority), id, context);
  return authorities;
}

function readable<Result>(read: () => Result, what: string, context: BuildContext): Result {
  try {
    return read();
  } catch {
    // OpenSSL's own words may quote the file, which is a secret.
    throw context.problem(`the PEM of the secret ${what} cannot be read`);
  }
}
