import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Secret } from "../core/secret.ts";
import { amErrors } from "./errors.ts";

/** The authId (facts: "authId"): a compact JWS, HS256, that names an execution and one step of it, and holds no state. */

const authIdClaims = z.object({
  /** Absent when the journey was the realm's default; clients read that. */
  authIndexType: z.literal("service").optional(),
  authIndexValue: z.string().optional(),
  /** One-time key of the step. */
  otk: z.string().min(1),
  realm: z.string().min(1),
  /** Id of the execution. */
  sessionId: z.string().min(1),
  /** Seconds since the epoch. */
  iat: z.number(),
  exp: z.number(),
});

export type AuthIdClaims = z.output<typeof authIdClaims>;

export interface AuthIds {
  sign(claims: AuthIdClaims): string;
  /**
   * The claims of an authId that we signed. Whether it has expired or was used is not looked at.
   *
   * @throws {am.authid-malformed}, {am.authid-signature}
   */
  read(authId: string): AuthIdClaims;
}

const joseHeader = Buffer.from(JSON.stringify({ typ: "JWT", alg: "HS256" })).toString("base64url");
const compactJws = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;
const longest = 4096;

/**
 * @param key 256 bits or more, base64url
 * @throws {am.key-invalid}
 */
export function createAuthIds(key: Secret): AuthIds {
  const secret = Buffer.from(key.reveal(), "base64url");
  if (secret.length < 32) throw amErrors.error("am.key-invalid");
  const mac = (input: string): string => createHmac("sha256", secret).update(input).digest("base64url");
  return {
    sign(claims) {
      const input = `${joseHeader}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
      return `${input}.${mac(input)}`;
    },
    read(authId) {
      if (authId.length > longest) throw malformed("too long");
      const [, header = "", payload = "", signature = ""] = compactJws.exec(authId) ?? [];
      // Only this one header is accepted, so no other algorithm can be asked for.
      if (header !== joseHeader) throw malformed("header");
      const expected = Buffer.from(mac(`${header}.${payload}`));
      const given = Buffer.from(signature);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
        throw amErrors.error("am.authid-signature");
      }
      const claims = authIdClaims.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
      if (!claims.success) throw malformed("claims");
      return claims.data;
    },
  };
}

function malformed(detail: string): Error {
  return amErrors.error("am.authid-malformed", { detail });
}
