import { z } from "zod";
import { objectType } from "../../heap/object-type.ts";
import { flag, oneOrMoreReferences } from "../../heap/schemas.ts";
import type { Trust } from "../../tls/model.ts";
import { readAuthorities, readSecret, storesOf } from "./pem.ts";
import { loadRevocation, revocationConfig } from "./revocation-config.ts";

/**
 * `SecretsTrustManager`: the authorities that certificates must come from. `checkRevocation` is on unless it is switched
 * off, and then every certificate needs an answer that it was not taken back: without `revocation` from the OCSP responder
 * that it names, else from the list at its distribution point. `revocation` is a key of our own.
 */
export const secretsTrustManager = objectType({
  type: "SecretsTrustManager",
  config: z.object({
    verificationSecretId: z.string().optional(),
    certificateVerificationSecretId: z.string().optional(),
    secretsProvider: oneOrMoreReferences,
    checkRevocation: flag.default(true),
    revocation: revocationConfig.optional(),
  }),
  build: async (config, context) => {
    const id = config.certificateVerificationSecretId ?? config.verificationSecretId;
    if (id === undefined) throw context.problem("needs certificateVerificationSecretId or verificationSecretId");
    if (!config.checkRevocation && config.revocation !== undefined) {
      throw context.problem('has no effect with "checkRevocation": false', "revocation");
    }
    const stores = await storesOf(config.secretsProvider, context);
    const load = async (): Promise<Trust> => {
      const text = await readSecret(stores, id, context, "secretsProvider");
      return {
        authorities: readAuthorities(text, id, context, "secretsProvider"),
        revocation: config.checkRevocation ? await loadRevocation(config.revocation, stores, context) : null,
        anybody: false,
      };
    };
    await load();
    return { kind: "trust-manager", load };
  },
});
