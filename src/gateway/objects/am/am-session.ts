import { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "../../../core/json.ts";

/** A session as AM tells of it. */
export interface AmSession {
  readonly username: string;
  readonly universalId: string;
  readonly realm: string;
  /** Everything AM told, for the context `amSession`. */
  readonly document: JsonObject;
  readonly properties: JsonObject;
  /** 0 when AM tells none that is a number. */
  readonly authLevel: number;
  /** `x5t#S256` of the client certificate that the session belongs to; null when it belongs to none, or AM does not tell. */
  readonly certificate: string | null;
  /** When it ends unless it is used, milliseconds since the epoch. */
  readonly endsAt: number;
}

const never = Number.POSITIVE_INFINITY;
const name = z.string().min(1).max(1_024);
const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
/** RFC 7800, section 3.1; `x5t#S256` is RFC 8705's. */
const confirmation = z.object({ "x5t#S256": z.string().regex(/^[\w-]{43}$/) });

const schema = z.looseObject({
  username: name,
  universalId: name.optional(),
  realm: z.string().startsWith("/").max(1_024),
  maxIdleExpirationTime: time.optional(),
  maxSessionExpirationTime: time.optional(),
  properties: z.looseObject({ cnf: confirmation.optional(), AuthLevel: z.unknown().optional() }).default({}),
});

/** Reads an answer of `getSessionInfo`; undefined when it is none, or names its certificate in a way we do not know. */
export function readAmSession(body: Json): AmSession | undefined {
  const result = schema.safeParse(body);
  if (!result.success || !isJsonObject(body)) return undefined;
  const { username, universalId, realm, properties, maxIdleExpirationTime, maxSessionExpirationTime } = result.data;
  return {
    username,
    universalId: universalId ?? username,
    realm,
    document: body,
    properties: isJsonObject(body.properties) ? body.properties : {},
    authLevel: authLevel(properties.AuthLevel),
    certificate: properties.cnf?.["x5t#S256"] ?? null,
    endsAt: Math.min(maxIdleExpirationTime ?? never, maxSessionExpirationTime ?? never),
  };
}

function authLevel(value: unknown): number {
  if (typeof value === "number") return Number.isInteger(value) ? value : 0;
  return typeof value === "string" && /^-?\d{1,6}$/.test(value) ? Number(value) : 0;
}
