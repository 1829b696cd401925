import { z } from "zod";
import { identityPolicyShape } from "../nodes/index.ts";
import { lockoutSchema, passwordPolicySchema } from "../users/index.ts";
import { ownProperties } from "./session-properties.ts";
import { webhooksSchema } from "./webhooks/settings.ts";

/** `realms/<name>/realm.json`. Durations are minutes, as in PingAM. */

const origin = z.string().refine(isOrigin, "is not an exact origin such as https://app.example.com");

const authentication = z
  .strictObject({
    maxDuration: z.int().min(1).max(1440).default(5).meta({ description: "Minutes that a journey may take." }),
    successUrl: z.string().max(2048).default("/am/console").meta({ description: "Where a login goes without a goto." }),
    failureUrl: z
      .string()
      .max(2048)
      .default("")
      .meta({ description: "Where a failed login goes without a gotoOnFail." }),
    gotoOrigins: z
      .array(origin)
      .max(64)
      .default([])
      .meta({ description: "Origins besides our own that goto and gotoOnFail may lead to." }),
    suspendedMinutes: z
      .int()
      .min(1)
      .max(10_080)
      .default(5)
      .meta({ description: "Minutes that a suspended journey can be resumed, unless its node says otherwise." }),
  })
  .prefault({});

const session = z
  .strictObject({
    maxTime: z.int().min(1).max(525_600).default(120).meta({ description: "Minutes that a session lives at most." }),
    maxIdleTime: z.int().min(1).max(525_600).default(30).meta({ description: "Minutes that it lives unused." }),
    quota: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .meta({ description: "Sessions that one user may have at a time. Without it there is no such limit." }),
    whenQuotaExceeded: z
      .enum(["end-oldest", "end-next-expiring", "end-all", "refuse"])
      .default("end-oldest")
      .meta({ description: "What a login beyond the quota does: end other sessions of the user, or fail." }),
    clientProperties: z
      .array(z.string().min(1).max(128).refine(isForClients, "is a property that only the server sets"))
      .max(64)
      .default([])
      .meta({ description: "Session properties that clients may read one by one and change." }),
  })
  .prefault({});

const zeroPageLogin = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .meta({ description: "Answer user name and password from the headers of the request that starts a login." }),
    refererWhitelist: z
      .array(z.string().min(1).max(2048))
      .max(64)
      .default([])
      .meta({ description: "Pages, by exact address, that such a request may name as its Referer." }),
    allowedWithoutReferer: z
      .boolean()
      .default(true)
      .meta({ description: "Whether such a request may come without a Referer." }),
  })
  .prefault({});

const cookie = z
  .strictObject({
    name: z
      .string()
      .regex(/^[\w!#$%&'*+.^`|~-]{1,128}$/, "is not a cookie name (RFC 6265)")
      .default("iPlanetDirectoryPro")
      .meta({ description: "Name of the session cookie." }),
  })
  .prefault({});

const cors = z
  .strictObject({
    origins: z
      .array(origin)
      .max(64)
      .default([])
      .meta({ description: "Origins of applications that may call this realm from a browser." }),
  })
  .prefault({});

export const realmSettingsSchema = z.strictObject({
  $schema: z.string().optional(),
  defaultJourney: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "The journey of a login that names none. Without it such a login is refused." }),
  baseUrl: z
    .string()
    .refine(isBaseUrl, "is not an http or https URL without query, fragment and trailing slash")
    .optional()
    .meta({
      description: "The address that clients use for /am: an origin, or an origin and the path that stands for /am.",
    }),
  authentication,
  session,
  cookie,
  cors,
  zeroPageLogin,
  lockout: lockoutSchema
    .optional()
    .meta({ description: "Locks users out after wrong passwords. Without it only the limits on attempts hold." }),
  passwordPolicy: passwordPolicySchema,
  webhooks: webhooksSchema.default({}).meta({
    description: "What can be called when a session ends, by name: Register Logout Webhook nodes and scripts name it.",
  }),
  ...identityPolicyShape,
  aliases: z
    .array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "is not a realm alias"))
    .max(16)
    .default([])
    .meta({ description: "Other names of the realm, as in /json/realms/<alias>/authenticate." }),
});

export type RealmSettings = z.output<typeof realmSettingsSchema>;

/** A realm and its settings. The root realm's path is `/`, another's `/alpha`. */
export interface Realm {
  readonly path: string;
  readonly settings: RealmSettings;
}

function isForClients(name: string): boolean {
  return !ownProperties.has(name.toLowerCase());
}

function isOrigin(text: string): boolean {
  return isBaseUrl(text) && new URL(text).origin === text;
}

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text) || text.endsWith("/") || text.includes("*")) return false;
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return false;
  return `${url.origin}${url.pathname === "/" ? "" : url.pathname}` === text;
}
