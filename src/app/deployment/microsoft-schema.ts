import { z } from "zod";
import { Secret } from "../../core/secret.ts";

/** `microsoft` in `sallyport.json`: which cloud, which tenants by name, and how long an answer may be reused. */

const origin = z.url({ protocol: /^https?$/ }).describe("An origin without a path, such as http://127.0.0.1:8080.");

const cloud = z.union([
  z.enum(["global", "us-gov", "us-gov-dod", "china"]),
  z.strictObject({ login: origin, graph: origin }),
]);

/** A token whose value happens to spell a number or a boolean arrives as one; here it is text again. */
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String).pipe(z.string().min(1));

const secret = text.transform((value) => new Secret(value));

const clientSecret = z.strictObject({
  kind: z.literal("client-secret"),
  secret: secret.describe("The application's secret. Write it as a token."),
});

const certificate = z.strictObject({
  kind: z.literal("certificate"),
  file: z
    .string()
    .min(1)
    .describe("The certificate registered with the application and its private key: PEM, or PKCS#12 (.pfx, .p12)."),
  passphrase: secret.optional().describe("Opens the file. Write it as a token."),
  algorithm: z
    .enum(["PS256", "RS256"])
    .default("PS256")
    .describe("How assertions are signed; RS256 with the SHA-1 thumbprint is for older set-ups only."),
});

const federated = z.strictObject({
  kind: z.literal("federated"),
  assertionFile: z.string().min(1).describe("The file in which the other identity provider keeps its JWT."),
});

const managedIdentity = z.strictObject({
  kind: z.literal("managed-identity"),
  userAssignedClientId: text.optional().describe("Client id of a user-assigned identity; absent for the system's."),
});

const password = z.strictObject({
  kind: z.literal("password"),
  secret: secret.optional().describe("The application's secret; absent for a public client."),
  userName: text.describe("The user principal name of the account."),
  password: secret.describe("Its password. Write it as a token."),
});

const connection = z
  .strictObject({
    tenantId: text.describe("The tenant's GUID or one of its verified domains."),
    clientId: text.optional().describe("The application (client) id; not needed for a managed identity."),
    cloud: cloud.optional().describe("The tenant's cloud; default microsoft.cloud."),
    credential: z.discriminatedUnion("kind", [clientSecret, certificate, federated, managedIdentity, password]),
  })
  .refine(({ clientId, credential }) => clientId !== undefined || credential.kind === "managed-identity", {
    path: ["clientId"],
    message: "is missing",
  });

const proxyOrigin = z.url({ protocol: /^https?$/ }).refine((url) => new URL(url).username === "", {
  message: "holds a user name; set userName and password instead",
});

const proxy = z
  .strictObject({
    origin: proxyOrigin.describe("Such as http://proxy.example:3128, without user name."),
    userName: text.optional().describe("If the proxy asks for one."),
    password: secret.optional().describe("Write it as a token."),
  })
  .transform(({ origin: address, userName, password: word }) => ({
    origin: address,
    ...(userName === undefined ? {} : { userName }),
    ...(word === undefined ? {} : { password: word }),
  }));

const seconds = z.number().positive().max(3600);

const cache = z.strictObject({
  compliant: seconds.describe("Seconds for which a compliant answer is reused; at most an hour."),
  otherwise: seconds
    .optional()
    .describe("Seconds for every other state, never longer than for a compliant one; default a sixth of that."),
  states: z
    .record(z.string(), z.number().min(0).max(3600))
    .optional()
    .describe("Seconds for single states, by Microsoft's name: noncompliant, inGracePeriod, …"),
});

export const microsoftSchema = z.strictObject({
  cloud: cloud.default("global").describe("Which Entra and Graph to ask."),
  ca: z.string().optional().describe("PEM file with an authority to trust besides the system's."),
  proxy: proxy
    .optional()
    .describe("An HTTP proxy that tunnels to Microsoft; certificates are checked from end to end."),
  connections: z
    .record(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/), connection)
    .default({})
    .describe("Tenants by name, for the setting `connection` of Intune nodes."),
  cache: cache.optional().describe("Reuse answers of Intune; off unless set."),
  staleIfError: z
    .number()
    .min(0)
    .max(900)
    .default(0)
    .describe(
      "Seconds for which a compliant answer may stand in while Microsoft cannot be reached, is throttling or fails; 0: never.",
    ),
});

export type MicrosoftSettings = z.output<typeof microsoftSchema>;
export type ConnectionSettings = MicrosoftSettings["connections"][string];
