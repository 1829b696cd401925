import type { z } from "zod";
import type { Secret } from "../../core/secret.ts";
import type { IdentifiedUser, RequestFacts, ResponseCookie } from "../../journey/index.ts";
import { nodeErrors } from "../errors.ts";
import type { NodeServices } from "../services.ts";
import { type cookieSettings, isStrong } from "./config.ts";
import { signCookie } from "./token.ts";

type CookieSettings = z.output<z.ZodObject<typeof cookieSettings>>;

/**
 * The key that signs and proves the cookie.
 *
 * @throws {nodes.signing-key-missing} when there is none, or it has less than 256 bits: nothing is signed with less
 */
export function signingKeyOf(settings: CookieSettings, { secret }: Pick<NodeServices, "secret">): Secret {
  const identifier = settings.hmacSigningKeySecretLabelIdentifier ?? "";
  const label = `am.authentication.nodes.persistentcookie.${identifier}.signing`;
  const key = identifier === "" ? settings.hmacSigningKey : secret(label);
  if (key !== null && isStrong(key.reveal())) return key;
  const where = identifier === "" ? "hmacSigningKey" : `the secret ${label}`;
  throw nodeErrors.error("nodes.signing-key-missing", { detail: `${where} must be base64 of 256 bits or more` });
}

interface CookieInput {
  readonly settings: CookieSettings;
  /** Hours. */
  readonly idleTimeout: number;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  readonly realm: string;
  readonly user: IdentifiedUser;
  readonly request: RequestFacts;
  readonly services: NodeServices;
}

/** A cookie with which this user, on this device, need not log in again. */
export function persistentCookie(input: CookieInput): ResponseCookie {
  const { settings, idleTimeout, expiresAt, realm, user, request, services } = input;
  const now = Math.floor(services.clock.now() / 1000);
  const name = settings.persistentCookieName;
  const claims = {
    sub: user.username,
    realm,
    aud: name,
    exp: expiresAt,
    idle: Math.min(now + idleTimeout * 3600, expiresAt),
    x5t: request.certificate,
    ip: request.clientIp,
    pwd: services.users.passwordMark(realm, user.username),
  };
  return {
    name,
    value: signCookie(claims, signingKeyOf(settings, services)),
    maxAge: Math.max(expiresAt - now, 0),
    path: "/",
    secure: settings.useSecureCookie,
    httpOnly: settings.useHttpOnlyCookie,
    sameSite: "Lax",
  };
}
