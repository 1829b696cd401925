import { createPublicKey, X509Certificate } from "node:crypto";
import { z } from "zod";
import { isAadstsCode } from "../entra/aadsts.ts";

/** Who may ask Entra for tokens, in the fleet document: applications, users, and foreign issuers. */

export const guid = z.guid().toLowerCase();
const permissions = z.array(z.string().min(1).max(256)).max(64).default([]);

const refusal = z
  .int()
  .refine(isAadstsCode, "is no AADSTS code that the emulator knows")
  .optional()
  .describe("The AADSTS code that ends every attempt, after the credential was found right. Absent: none.");

const certificate = z
  .string()
  .max(16_384)
  .refine(isCertificate, "must be a PEM certificate")
  .describe("A certificate (PEM) whose key may sign client assertions.");

const federatedCredential = z
  .strictObject({
    issuer: z.string().min(1).max(600).describe("The claim iss; one of the document's issuers."),
    subject: z.string().min(1).max(600).describe("The claim sub."),
    audience: z.string().min(1).max(600).default("api://AzureADTokenExchange").describe("The claim aud."),
  })
  .describe("Whose assertions speak for the application: issuer, subject and audience must match exactly.");

export const appSchema = z.strictObject({
  clientId: guid.describe("The application (client) id."),
  name: z.string().max(256).describe("The display name."),
  secret: z.string().min(1).max(1024).optional().describe("The client secret."),
  secretExpires: z.iso.datetime().optional().describe("From when on the secret is refused as expired."),
  certificates: z.array(certificate).max(16).default([]).describe("Certificates that may sign its assertions, PEM."),
  federatedCredentials: z.array(federatedCredential).max(20).default([]).describe("Whose assertions speak for it."),
  managedIdentity: z
    .enum(["system", "user"])
    .optional()
    .describe("Makes it a managed identity: the one that is meant when none is named, or one to be named."),
  disabled: z.boolean().default(false).describe("Whether the application is disabled in the tenant."),
  refusal,
  permissions: z
    .strictObject({
      application: permissions.describe("Granted to the app itself."),
      delegated: permissions.describe("Granted to the app on behalf of its users."),
    })
    .prefault({})
    .describe("Graph permissions with consent: application for client credentials, delegated for the password grant."),
});

export const userSchema = z.strictObject({
  userName: z.string().min(1).max(256).describe("The user principal name."),
  password: z.string().min(1).max(1024).describe("The password. Write it as a token."),
  mfa: z.boolean().default(false).describe("Whether sign-in demands MFA, which ends the password grant."),
  refusal,
});

const publicKey = z
  .looseObject({
    kty: z.enum(["RSA", "EC"]).describe("The kind of key."),
    kid: z.string().max(256).optional().describe("Its id in the assertion's header."),
  })
  .refine(isPublicKey, "must be a public JWK (RFC 7517)");

export const issuerSchema = z
  .strictObject({
    issuer: z.string().min(1).max(600).describe("The claim iss of its assertions."),
    keys: z.array(publicKey).min(1).max(16).describe("Its public keys, as JWKs."),
  })
  .describe("An identity provider outside Entra, with the keys that sign its assertions.");

export type TenantApp = z.output<typeof appSchema>;
export type TenantUser = z.output<typeof userSchema>;
export type ForeignIssuer = z.output<typeof issuerSchema>;

/** Whether an application can prove who it is; one that cannot is a public client. */
export function isConfidential(app: TenantApp): boolean {
  return app.secret !== undefined || app.certificates.length > 0 || app.federatedCredentials.length > 0;
}

function isCertificate(pem: string): boolean {
  return succeeds(() => new X509Certificate(pem));
}

function isPublicKey(jwk: object): boolean {
  return succeeds(() => createPublicKey({ key: { ...jwk }, format: "jwk" }));
}

function succeeds(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch (cause) {
    if (cause instanceof Error) return false;
    throw cause;
  }
}
