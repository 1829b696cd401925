import { CompactEncrypt, compactDecrypt } from "jose";
import { z } from "zod";
import type { Clock } from "../../../core/clock.ts";
import { describeError } from "../../../core/errors.ts";
import { isJson, type Json } from "../../../core/json.ts";
import type { Logger } from "../../../core/log.ts";
import { gatewayErrors } from "../../errors.ts";
import type { BuildContext, ObjectType } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import { duration, flag, oneOrMoreReferences, type Reference } from "../../heap/schemas.ts";
import type { Exchange } from "../../http/exchange.ts";
import { secretText } from "../am/secret-text.ts";
import { cookieConfig } from "./cookie-config.ts";
import { type CookieSettings, cookieValues, removeCookies, setCookie } from "./cookies.ts";
import { deviceOf, type SessionManager } from "./session-manager.ts";

const keyBytes = 32;
/** Of one cookie; browsers keep 4096 bytes with name and attributes. */
const longestPart = 3_800;
/** More would not fit into the headers that a gateway takes. */
const mostParts = 4;

/**
 * `JwtSessionManager`: session values in the client's own cookie, encrypted and authenticated (JWE, `dir`, `A256GCM`), over
 * several cookies when one is too small. Good for several gateways with one key.
 */
export const jwtSessionManager: ObjectType = jwtSessionType("JwtSessionManager");
export const jwtSession: ObjectType = jwtSessionType("JwtSession");
export const jwtSessionFactory: ObjectType = jwtSessionType("JwtSessionFactory");

function jwtSessionType(type: string): ObjectType {
  return objectType({
    type,
    config: z.object({
      authenticatedEncryptionSecretId: z.string().optional(),
      encryptionMethod: z.literal("A256GCM", { error: "only A256GCM is supported" }).default("A256GCM"),
      secretsProvider: oneOrMoreReferences.optional(),
      cookie: cookieConfig("openig-jwt-session"),
      sessionTimeout: duration
        .refine((time) => time >= 1_000 && time <= 3_650 * 86_400_000, {
          error: "must be between 1 second and 3650 days",
        })
        .default(30 * 60_000),
      persistentCookie: flag.default(false),
      skewAllowance: duration.refine((time) => time <= 5 * 60_000, { error: "must be at most 5 minutes" }).default(0),
      useCompression: z
        .union([z.literal(false), z.literal("false")], {
          error: "is not supported: compressed text tells by its length what it hides",
        })
        .optional(),
      // PingGateway of old signed with a shared secret what this manager encrypts and authenticates at once.
      cookieName: z.never({ error: 'is written "cookie": {"name": …}' }).optional(),
    }),
    build: async (config, context) => {
      const { name, settings } = config.cookie;
      const { clock, log } = context.services;
      const { authenticatedEncryptionSecretId: id, secretsProvider } = config;
      return {
        kind: "session-manager",
        sessions: createJwtSessions({
          ...{ name, settings, clock, log },
          key: id === undefined ? randomKey(context) : await configuredKey(id, secretsProvider ?? [], context),
          timeout: config.sessionTimeout,
          persistent: config.persistentCookie,
          skew: config.skewAllowance,
        }),
      };
    },
  });
}

function randomKey({ services, place }: BuildContext): Uint8Array {
  services.lint(
    place,
    "has no authenticatedEncryptionSecretId: sessions end with this process, and no other reads them",
  );
  return services.random.bytes(keyBytes);
}

async function configuredKey(id: string, stores: readonly Reference[], context: BuildContext): Promise<Uint8Array> {
  const text = (await secretText(context, stores, id, "authenticatedEncryptionSecretId")).reveal();
  const key = Buffer.from(text, "base64");
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) && key.length === keyBytes) return key;
  throw context.problem(`the secret ${id} must be ${keyBytes} bytes in base64`, "authenticatedEncryptionSecretId");
}

export interface JwtSessionOptions {
  readonly name: string;
  readonly settings: CookieSettings;
  readonly key: Uint8Array;
  /** Milliseconds from the last change; a session is written anew when half of them are over. */
  readonly timeout: number;
  readonly persistent: boolean;
  readonly skew: number;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Content {
  readonly values: Map<string, Json>;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

function nothing(): Content {
  return { values: new Map(), endsAt: 0 };
}

export function createJwtSessions(options: JwtSessionOptions): SessionManager {
  const { name, settings, timeout, persistent, clock } = options;
  const names = Array.from({ length: mostParts }, (_none, index) => (index === 0 ? name : `${name}_${index}`));
  const owns = (cookie: string): boolean => names.includes(cookie);
  return {
    owns,
    open: async (exchange) => {
      const parts = names.map((part) => cookieValues(exchange.headers, part)[0]);
      const present = parts.filter((part) => part !== undefined).length;
      if (present > 0) removeCookies(exchange.headers, owns);
      const { values, endsAt } = present === 0 ? nothing() : await read(parts, exchange, options);
      const before = textOf(values);
      return {
        values,
        keep: async () => {
          const after = textOf(values);
          const aging = values.size > 0 && endsAt - clock.now() < timeout / 2;
          if (after === before && !aging) return [];
          const pieces = values.size === 0 ? [] : await write(values, exchange, options);
          const maxAge = persistent ? Math.floor(timeout / 1_000) : null;
          return names.slice(0, Math.max(pieces.length, present)).map((part, index) => {
            const piece = pieces[index];
            return setCookie(part, piece ?? "", settings, piece === undefined ? 0 : maxAge, exchange);
          });
        },
      };
    },
  };
}

const claims = z.object({ exp: z.number(), device: z.string(), values: z.array(z.tuple([z.string(), z.unknown()])) });

/** What a cookie holds that this gateway has written, for this device, not too long ago; else nothing. */
async function read(
  parts: readonly (string | undefined)[],
  exchange: Exchange,
  { key, skew, clock, log }: JwtSessionOptions,
): Promise<Content> {
  const end = parts.indexOf(undefined);
  const token = parts.slice(0, end < 0 ? parts.length : end).join("");
  let decrypted: unknown;
  try {
    const options = { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] };
    const { plaintext } = await compactDecrypt(token, key, options);
    decrypted = JSON.parse(Buffer.from(plaintext).toString("utf8"));
  } catch (problem) {
    // Of another key, or no session at all: as if there were none.
    log.debug({ why: describeError(problem) }, "a session cookie cannot be read");
    return nothing();
  }
  const content = claims.safeParse(decrypted);
  if (!content.success || content.data.exp + skew <= clock.now()) return nothing();
  if (content.data.device !== deviceOf(exchange)) {
    log.warn({ route: exchange.route, reason: "device-changed" }, "a session cookie came from another device: ignored");
    return nothing();
  }
  const values = content.data.values.flatMap(([name, value]): [string, Json][] =>
    isJson(value) ? [[name, value]] : [],
  );
  return { values: new Map(values), endsAt: content.data.exp };
}

async function write(
  values: ReadonlyMap<string, Json>,
  exchange: Exchange,
  { key, timeout, clock }: JwtSessionOptions,
): Promise<readonly string[]> {
  const content = { exp: clock.now() + timeout, device: deviceOf(exchange), values: [...values] };
  const token = await new CompactEncrypt(Buffer.from(JSON.stringify(content), "utf8"))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM", typ: "JWT" })
    .encrypt(key);
  const pieces = token.match(new RegExp(`.{1,${longestPart}}`, "g")) ?? [];
  if (pieces.length <= mostParts) return pieces;
  throw gatewayErrors.error("gateway.session-too-large", { detail: `${token.length} characters in a session` });
}

function textOf(values: ReadonlyMap<string, Json>): string {
  return values.size === 0 ? "" : JSON.stringify([...values]);
}
