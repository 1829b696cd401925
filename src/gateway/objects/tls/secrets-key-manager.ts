import { z } from "zod";
import { objectType } from "../../heap/object-type.ts";
import { oneOrMoreReferences } from "../../heap/schemas.ts";
import { readTlsKey, storesOf } from "./pem.ts";

/**
 * `SecretsKeyManager`: certificate chain and key, from one PEM secret. When that one holds no key, the secret `<id>-key`
 * has it.
 */
export const secretsKeyManager = objectType({
  type: "SecretsKeyManager",
  config: z.object({ signingSecretId: z.string(), secretsProvider: oneOrMoreReferences }),
  build: async (config, context) => {
    const stores = await storesOf(config.secretsProvider, context);
    const load = () => readTlsKey(stores, config.signingSecretId, context, "signingSecretId");
    await load();
    return { kind: "key-manager", load };
  },
});
