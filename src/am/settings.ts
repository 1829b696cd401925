import { z } from "zod";

/** `realms/<name>/realm.json`. Durations are minutes, as in PingAM. */

const authentication = z
  .strictObject({
    maxDuration: z.int().min(1).max(1440).default(5).meta({ description: "Minutes that a journey may take." }),
    successUrl: z.string().max(2048).default("/am/console").meta({ description: "Where a login goes without a goto." }),
    failureUrl: z
      .string()
      .max(2048)
      .default("")
      .meta({ description: "Where a failed login goes without a gotoOnFail." }),
  })
  .prefault({});

const session = z
  .strictObject({
    maxTime: z.int().min(1).max(525_600).default(120).meta({ description: "Minutes that a session lives at most." }),
    maxIdleTime: z.int().min(1).max(525_600).default(30).meta({ description: "Minutes that it lives unused." }),
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
      .array(z.string().refine(isOrigin, "is not an exact origin such as https://app.example.com"))
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
});

export type RealmSettings = z.output<typeof realmSettingsSchema>;

/** A realm and its settings. The root realm's path is `/`, another's `/alpha`. */
export interface Realm {
  readonly path: string;
  readonly settings: RealmSettings;
}

function isOrigin(text: string): boolean {
  return isBaseUrl(text) && new URL(text).origin === text;
}

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text) || text.endsWith("/")) return false;
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return false;
  return `${url.origin}${url.pathname === "/" ? "" : url.pathname}` === text;
}
