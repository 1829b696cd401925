import { z } from "zod";
import { gatewayErrors } from "../../errors.ts";
import { objectType } from "../../heap/object-type.ts";
import { flag, oneOrMoreReferences } from "../../heap/schemas.ts";
import { headersFrom } from "../../http/headers.ts";
import { signingKeySecret } from "./signing-key-secret.ts";

const forSigning = z.enum(["SIGN", "VERIFY"], { error: "only SIGN and VERIFY are supported" });

/** `JwkSetHandler`: the public halves of signing keys (RFC 7517), for applications that verify tokens. */
export const jwkSetHandler = objectType({
  type: "JwkSetHandler",
  config: z.object({
    secretsProvider: oneOrMoreReferences,
    purposes: z
      .array(z.object({ secretId: z.string(), keyUsage: forSigning.default("VERIFY") }))
      .min(1)
      .max(20),
    exposePrivateSecrets: flag
      .refine((exposes) => !exposes, { error: "is never done: whoever has a private key signs in this gateway's name" })
      .optional(),
  }),
  build: async ({ secretsProvider, purposes }, context) => {
    const keys: Readonly<Record<string, string>>[] = [];
    for (const [index, { secretId }] of purposes.entries()) {
      const path = ["purposes", index, "secretId"];
      keys.push((await signingKeySecret(context, secretsProvider, secretId, undefined, ...path)).jwk);
    }
    const text = Buffer.from(JSON.stringify({ keys }));
    return {
      kind: "handler",
      handle: async ({ method }) => {
        if (method !== "GET" && method !== "HEAD") throw gatewayErrors.error("gateway.method-refused");
        const headers = headersFrom([
          ...["Content-Type", "application/jwk-set+json", "Content-Length", String(text.length)],
          ...["Cache-Control", "public, max-age=300", "X-Content-Type-Options", "nosniff"],
        ]);
        return { status: 200, headers, body: method === "HEAD" ? Buffer.alloc(0) : text };
      },
    };
  },
});
