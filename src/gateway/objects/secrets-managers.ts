import { createPrivateKey, X509Certificate } from "node:crypto";
import { z } from "zod";
import type { SecretStore } from "../heap/heap-object.ts";
import type { BuildContext } from "../heap/model.ts";
import { objectType } from "../heap/object-type.ts";
import { flag, oneOrMoreReferences, type Reference } from "../heap/schemas.ts";

/** Keys and trust anchors for TLS, read from secret stores. */

const certificatePattern = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const keyPattern = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[\s\S]+?-----END (?:[A-Z]+ )?PRIVATE KEY-----/;

/**
 * `SecretsKeyManager`: certificate chain and key of a server, from one PEM file. When that file holds no key, the
 * secret `<id>-key` has it: most tools write two files.
 */
export const secretsKeyManager = objectType({
  type: "SecretsKeyManager",
  config: z.object({ signingSecretId: z.string(), secretsProvider: oneOrMoreReferences }),
  build: async (config, context) => {
    const stores = await storesOf(config.secretsProvider, context);
    const id = config.signingSecretId;
    const text = await readSecret(stores, id, context, "signingSecretId");
    const own = keyPattern.exec(text)?.[0];
    const key = own ?? keyPattern.exec(await readSecret(stores, `${id}-key`, context, "signingSecretId"))?.[0];
    const certificates = text.match(certificatePattern) ?? [];
    const [leaf] = certificates;
    if (leaf === undefined) throw context.problem(`the secret ${id} holds no PEM certificate`, "signingSecretId");
    if (key === undefined) throw context.problem(`the secret ${id}-key holds no PEM key`, "signingSecretId");
    if (!belongTogether(leaf, key, context)) {
      throw context.problem(`the key does not belong to the certificate ${id}`, "signingSecretId");
    }
    return { kind: "key-manager", keys: { certificate: certificates.join("\n"), key } };
  },
});

/** `SecretsTrustManager`: the authorities that client certificates must come from. */
export const secretsTrustManager = objectType({
  type: "SecretsTrustManager",
  config: z.object({
    verificationSecretId: z.string().optional(),
    certificateVerificationSecretId: z.string().optional(),
    secretsProvider: oneOrMoreReferences,
    checkRevocation: flag.default(true),
  }),
  build: async (config, context) => {
    if (config.checkRevocation) {
      const problem = 'revocation checking comes with a later version: set "checkRevocation": false to go without it';
      throw context.problem(problem, "checkRevocation");
    }
    const id = config.certificateVerificationSecretId ?? config.verificationSecretId;
    if (id === undefined) throw context.problem("needs certificateVerificationSecretId or verificationSecretId");
    const stores = await storesOf(config.secretsProvider, context);
    const authorities = (await readSecret(stores, id, context, "secretsProvider")).match(certificatePattern) ?? [];
    if (authorities.length === 0) throw context.problem(`the secret ${id} holds no PEM certificate`, "secretsProvider");
    for (const authority of authorities) readable(() => new X509Certificate(authority), id, context);
    return { kind: "trust-manager", authorities };
  },
});

async function storesOf(references: readonly Reference[], context: BuildContext): Promise<SecretStore[]> {
  const stores: SecretStore[] = [];
  for (const [index, to] of references.entries()) {
    const path = references.length === 1 ? ["secretsProvider"] : ["secretsProvider", index];
    stores.push((await context.refer("secret-store", to, ...path)).store);
  }
  return stores;
}

async function readSecret(
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

function belongTogether(certificate: string, key: string, context: BuildContext): boolean {
  return readable(
    () => new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)),
    "of the key manager",
    context,
  );
}

function readable<Result>(read: () => Result, what: string, context: BuildContext): Result {
  try {
    return read();
  } catch {
    // OpenSSL's own words may quote the file, which is a secret.
    throw context.problem(`the PEM of the secret ${what} cannot be read`);
  }
}
