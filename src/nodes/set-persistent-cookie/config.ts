import { z } from "zod";
import { Secret } from "../../core/secret.ts";

/** What the nodes that write and that read a persistent cookie have in common. */

const mostHours = 87_600;
const leastKeyBytes = 32;

export const hours = z.int().min(1).max(mostHours);

const signingKey = z
  .string()
  .nullish()
  .refine((key) => !key || isStrong(key), "must be base64 of 256 bits or more")
  .transform((key) => (key ? new Secret(key) : null));

export const cookieSettings = {
  useSecureCookie: z.boolean().default(true).meta({
    title: "Use Secure Cookie",
    description: "Send the cookie over TLS only.",
  }),
  useHttpOnlyCookie: z.boolean().default(true).meta({
    title: "Use HTTP Only Cookie",
    description: "Keep the cookie from scripts of the page.",
  }),
  hmacSigningKey: signingKey.meta({
    title: "HMAC Signing Key",
    description: "Base64 of 256 bits or more; both nodes need the same. A secret label is the better place for it.",
    writeOnly: true,
  }),
  hmacSigningKeySecretLabelIdentifier: z
    .string()
    .regex(/^[A-Za-z0-9._-]{0,60}$/, "letters, digits, dots, hyphens and underscores")
    .nullish()
    .meta({
      title: "HMAC Signing Key Secret Label Identifier",
      description: "Names the secret am.authentication.nodes.persistentcookie.<identifier>.signing, which wins.",
    }),
  persistentCookieName: z
    .string()
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/, "not the name of a cookie")
    .default("session-jwt")
    .meta({ title: "Persistent Cookie Name", description: "Both nodes need the same." }),
};

/** Whether a key is base64 of 256 bits or more. */
export function isStrong(key: string): boolean {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(key) && Buffer.from(key, "base64").length >= leastKeyBytes;
}
