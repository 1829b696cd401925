import { z } from "zod";
import { Secret } from "../core/secret.ts";
import { usernameKey } from "../store/index.ts";
import { profileProblem } from "./attributes.ts";
import { isUsername } from "./names.ts";
import { isOathSecret, normalizeBase32 } from "./oath-secret.ts";
import { maxPasswordBytes } from "./passwords.ts";

/** `users.json`: identities that a development deployment begins with. */

const minPasswordLength = 8;

/** What is wrong with a password that somebody chooses; `null` when it will do. */
export function passwordProblem(password: Secret): string | null {
  const text = password.reveal();
  if ([...text].length < minPasswordLength || text.trim() === "")
    return `needs at least ${minPasswordLength} characters`;
  if (Buffer.byteLength(text) > maxPasswordBytes) return `needs at most ${maxPasswordBytes} bytes`;
  return null;
}

const password = z
  .string()
  .describe("The password in clear text, at least 8 characters. It is hashed before it is kept.")
  .transform((text, context) => {
    const secret = new Secret(text);
    const problem = passwordProblem(secret);
    if (problem !== null) context.addIssue({ code: "custom", message: `password ${problem}` });
    return secret;
  });

const oath = z.strictObject({
  secret: z
    .string()
    .describe("The shared secret in base32, at least 128 bits.")
    .transform((text, context) => {
      const base32 = normalizeBase32(text);
      if (!isOathSecret(base32)) {
        context.addIssue({ code: "custom", message: "secret needs 128 bits or more (26 characters) of base32" });
      }
      return new Secret(base32);
    }),
  algorithm: z.enum(["HMAC_SHA1", "HMAC_SHA256", "HMAC_SHA512"]).default("HMAC_SHA1").describe("The hash algorithm."),
  digits: z.literal([6, 8]).default(6).describe("Digits of a code."),
  period: z.int().min(5).max(300).default(30).describe("Seconds per code."),
});

const attributeValues = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? [value] : value));

const seedIdentity = z.strictObject({
  username: z
    .string()
    .refine(isUsername, "username must have 1 to 256 characters and no control characters")
    .describe("The name to log in with; upper and lower case are the same."),
  password,
  roles: z.array(z.string()).default([]).describe("Roles, such as administrator."),
  active: z.boolean().default(true).describe("Whether the user may log in."),
  attributes: z
    .record(z.string(), attributeValues)
    .default({})
    .superRefine((attributes, context) => {
      const problem = profileProblem(attributes);
      if (problem !== null) context.addIssue({ code: "custom", message: problem });
    })
    .describe("Profile attributes, each with one value or several."),
  oath: oath.optional().describe("A one-time-code generator (TOTP) that is registered already."),
});

export type SeedIdentity = z.output<typeof seedIdentity>;

/** The schema of `users.json`. */
export const seedFileSchema = z.strictObject({
  $schema: z.string().optional(),
  users: z
    .array(seedIdentity)
    .max(10_000)
    .superRefine((users, context) => {
      const seen = new Set<string>();
      for (const [index, { username }] of users.entries()) {
        const key = usernameKey(username);
        if (seen.has(key))
          context.addIssue({ code: "custom", path: [index, "username"], message: "user name occurs twice" });
        seen.add(key);
      }
    })
    .describe("The identities. Every start makes the store say the same."),
});
