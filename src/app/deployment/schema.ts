import { z } from "zod";
import { gatewayLimits } from "./gateway-limits.ts";
import { microsoftSchema } from "./microsoft-schema.ts";

/** The schema of `sallyport.json`: what one deployment is (design: "Deployment directory"). */

const port = z.int().min(0).max(65535);
const origin = z.url({ protocol: /^https?$/ }).describe("An origin without a path, such as http://127.0.0.1:8080.");
const hostAndPort = z.string().regex(/^(?:\[[0-9A-Fa-f:.]+\]|[^\s:/@[\]]+):\d{1,5}$/, { error: "must be host:port" });
const rate = z.strictObject({
  points: z.int().positive().describe("How many."),
  seconds: z.int().positive().describe("In how many seconds."),
});

const server = z.strictObject({
  host: z.string().default("127.0.0.1").describe("Loopback address to listen on; the gateway stands in front."),
  port: port.default(8080).describe("Port to listen on."),
});

const nginx = z.strictObject({
  folder: z.string().min(1).optional().describe("Where its configuration goes; default nginx in the state directory."),
  socket: z
    .string()
    .min(1)
    .optional()
    .describe("The Unix socket on which the gateway answers it; default gateway.sock in that folder."),
  user: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, { error: "must be the name of an account" })
    .optional()
    .describe("The account of nginx's workers; default the one that runs sallyport gateway nginx."),
  headers: z
    .array(z.string().regex(/^[A-Za-z0-9_-]+$/, { error: "must be the name of a header" }))
    .default([])
    .describe("Headers that routes set for applications, besides those that name a device. nginx has to know them."),
});

const gateway = z
  .strictObject({
    nginx: nginx
      .optional()
      .describe(
        "An nginx in front takes the gateway's ports, and asks it about each request (sallyport gateway nginx).",
      ),
    origin: origin.optional().describe("What clients type into the address bar; default https://localhost:<port>."),
    invalidCertificate: z
      .enum(["close", "page"])
      .default("close")
      .describe("What a client with an invalid certificate gets: a failed handshake, or a 403 page with the reason."),
    missingCertificate: z
      .enum(["close", "page"])
      .default("close")
      .describe(
        "What a client without a certificate gets where clientAuth is REQUIRED: a failed handshake, or a 403 page that says what to do.",
      ),
    support: z
      .strictObject({
        text: z.string().min(1).max(500).optional().describe("Whom to ask, in a sentence or two."),
        link: z
          .url({ protocol: /^(?:https|mailto)$/, error: "must be an https: or mailto: address" })
          .max(500)
          .optional()
          .describe("An https: or mailto: address."),
      })
      .prefault({})
      .describe("Help for people whose certificate is missing or refused, shown on those pages."),
    workers: z
      .int()
      .min(1)
      .max(256)
      .optional()
      .describe("Processes that share the gateway's ports; default one in development, one a core in production."),
    resolve: z
      .record(hostAndPort, hostAndPort)
      .default({})
      .describe(
        'Where applications are reached instead of what their names say, as curl\'s --resolve: "am.example.com:443": "10.0.0.5:8443". Names in certificates are still checked.',
      ),
    limits: gatewayLimits.prefault({}),
    compatibility: z
      .strictObject({
        scriptErrors: z
          .boolean()
          .default(false)
          .describe(
            "A script that throws after next.handle gives 500, as in PingGateway, and not that call's response.",
          ),
        scriptIdentity: z
          .boolean()
          .default(false)
          .describe(
            "Identity headers that a script sets count without proof by a certificate. Unsafe; warns at each start.",
          ),
      })
      .prefault({}),
  })
  .refine(({ nginx, origin }) => nginx === undefined || origin !== undefined, {
    path: ["origin"],
    error: "is needed with nginx in front: what clients type into the address bar, such as https://gateway.example.com",
  });

const assertionKey = z.strictObject({
  kid: z.string().min(1).describe("Names the key in the assertion's header."),
  key: z.string().min(1).describe("256 bits, base64url. Write it as a token."),
});

const trust = z.strictObject({
  identityHeaders: z
    .array(z.string().min(1))
    .default(["SSL_Client_S_DN", "x-intune"])
    .describe("Headers that name a device, besides the well-known ones: no copy from a client ever passes."),
  upstreams: z.array(origin).default([]).describe("The upstreams that get the gateway's assertion, and no others."),
  clientAuthorities: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      "PEM files with the authorities of client certificates, for Certificate Validation nodes. Without it they believe what the gateway verified, and nothing else.",
    ),
  serverAuthorities: z
    .array(z.string().min(1))
    .default([])
    .describe("PEM files with authorities of mail servers and directories, besides the well-known ones."),
  remoteHosts: z.array(z.string()).default([]).describe("Addresses of other gateways whose identity headers count."),
  assertion: z
    .strictObject({
      issuer: z.string().default("gateway").describe("The claim iss."),
      audience: z.string().default("server").describe("The claim aud."),
      keys: z.array(assertionKey).min(1).max(2).describe("The first signs; both are accepted, for rotation."),
    })
    .optional(),
});

const administration = z.strictObject({
  realm: z
    .string()
    .default("root")
    .describe("The realm whose users with the role administrator may use the configuration API."),
  minimumAuthLevel: z.int().min(0).max(1000).default(0).describe("The least auth level of their sessions."),
  readOnly: z.boolean().default(false).describe("Refuse every change (403), as sallyport start --read-only does."),
  listener: z
    .strictObject({
      host: z.string().default("127.0.0.1").describe("Loopback address to listen on."),
      port: port.min(1).describe("Port to listen on."),
    })
    .optional()
    .describe("A port of its own for administration; default: the server's."),
});

const emulator = z.strictObject({
  host: z.enum(["127.0.0.1", "localhost", "::1"]).default("127.0.0.1").describe("Loopback address to listen on."),
  port: port.default(8444).describe("Port to listen on."),
  certificate: z.string().describe("PEM file with the certificate of the listener."),
  key: z.string().describe("PEM file with its key."),
  fleet: z.string().default("emulator/fleet.json").describe("The fleet that it serves."),
  controlToken: z.string().min(16).describe("Bearer token of the control API. Write it as a token."),
});

const log = z.strictObject({
  level: z
    .enum(["debug", "info", "warn", "error", "silent"])
    .default("info")
    .describe("The least level that is written."),
});

const limits = z.strictObject({
  starts: rate.optional().describe("Journeys that one client address may start; default 300 in 60 s."),
});

const mail = z.strictObject({
  host: z.string().min(1).describe("The SMTP server that e-mail templates are sent by."),
  port: port.min(1).default(587).describe("Its port: 587 with starttls, 465 with tls as a rule."),
  security: z
    .enum(["starttls", "tls", "none"])
    .default("starttls")
    .describe("none sends everything in clear, and a password to this machine only."),
  username: z.string().min(1).optional().describe("Who signs in; absent: nobody."),
  password: z.string().min(1).optional().describe("Write it as a token."),
  from: z.string().min(3).describe("The sender: an address, or a name and an address in angle brackets."),
});

const scripts = z.strictObject({
  egress: z
    .array(z.string())
    .default([])
    .describe("Origins that scripts may send requests to, such as https://api.example.com; none by default."),
  properties: z
    .record(z.string(), z.string())
    .default({})
    .describe("What scripts read with systemEnv.getProperty(name)."),
});

export const deploymentSchema = z.strictObject({
  $schema: z.string().optional(),
  mode: z
    .enum(["production", "development"])
    .default("production")
    .describe("Only development may have an emulator, seed identities and Microsoft hosts of your own."),
  realms: z
    .array(z.string().regex(/^[A-Za-z0-9_-]+$/))
    .min(1)
    .default(["root"])
    .describe("Folders below realms/. The realm root answers for /, another one for /<name>."),
  server: server.prefault({}),
  gateway: gateway.prefault({}),
  trust: trust.prefault({}),
  microsoft: microsoftSchema.prefault({}),
  administration: administration
    .optional()
    .describe("The configuration API, by which frodo and other tools change journeys. Without it there is none."),
  emulator: emulator.optional(),
  mail: mail.optional().describe("The mail server of Email Suspend and Email Template nodes."),
  scripts: scripts.prefault({}),
  log: log.prefault({}),
  limits: limits.prefault({}),
});

export type DeploymentFile = z.output<typeof deploymentSchema>;
