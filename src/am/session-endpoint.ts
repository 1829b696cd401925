import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import type { SessionRecord } from "../store/index.ts";
import { type Answer, ok } from "./answer.ts";
import { readBody } from "./body.ts";
import { headerOf } from "./caller.ts";
import { clearedSessionCookie } from "./cookies.ts";
import { amErrors } from "./errors.ts";
import type { Endpoint, Exchange } from "./exchange.ts";
import type { AmServices } from "./services.ts";
import { cookieToken, presentedToken } from "./sessions.ts";

/** `POST …/sessions/?_action=…` (facts: "Sessions"). */

const sessionBody = z.object({ tokenId: z.string().max(4096).optional() });

type Action = (token: string | null, exchange: Exchange, services: AmServices) => Answer;

export function sessionEndpoint(services: AmServices): Endpoint {
  const actions: ReadonlyMap<string, Action> = new Map([
    ["getSessionInfo", getSessionInfo],
    ["validate", validate],
    ["logout", logout],
  ]);
  return (exchange) => {
    const action = actions.get(exchange.query.one("_action") ?? "");
    if (action === undefined) throw amErrors.error("am.action-unknown");
    const { tokenId } = readBody(exchange.body, sessionBody);
    return action(tokenId ?? presentedToken(exchange.realm, exchange.caller), exchange, services);
  };
}

/** Reads a session without prolonging it. */
function getSessionInfo(token: string | null, { caller }: Exchange, { sessions }: AmServices): Answer {
  const session = sessions.find(token, caller);
  if (session === null) throw amErrors.error("am.session-invalid");
  return ok({
    username: session.username,
    universalId: session.universalId,
    realm: session.realm,
    latestAccessTime: timestamp(session.latestAccessAt),
    maxIdleExpirationTime: timestamp(session.latestAccessAt + session.maxIdleMs),
    maxSessionExpirationTime: timestamp(session.createdAt + session.maxSessionMs),
    properties: shownProperties(session),
  });
}

function validate(token: string | null, { caller }: Exchange, { sessions }: AmServices): Answer {
  const session = sessions.find(token, caller);
  if (session === null) return ok({ valid: false });
  return ok({ valid: true, sessionUid: session.handle, uid: session.username, realm: session.realm });
}

function logout(token: string | null, exchange: Exchange, { sessions }: AmServices): Answer {
  const fromCookie = token !== null && token === cookieToken(exchange.realm, exchange.caller);
  if (fromCookie) refuseForeignOrigin(exchange);
  const session = sessions.find(token, exchange.caller);
  if (session !== null) sessions.remove(session);
  const result = session === null ? "Token has expired" : "Successfully logged out";
  return ok({ result }, fromCookie ? { "set-cookie": clearedSessionCookie(exchange.realm, exchange.external) } : {});
}

/** A cookie comes along whoever made the browser ask, so another site could end people's sessions with it. */
function refuseForeignOrigin({ caller, external, realm }: Exchange): void {
  const origin = headerOf(caller, "origin");
  if (origin === undefined || origin === external.origin) return;
  if (realm.settings.cors.origins.includes(origin) || headerOf(caller, "sec-fetch-site") === "same-origin") return;
  throw amErrors.error("am.origin-refused");
}

/** The properties, and the certificate that the session belongs to as RFC 7800 writes it. */
function shownProperties({ properties, certificate }: SessionRecord): JsonObject {
  return certificate === null ? properties : { ...properties, cnf: { "x5t#S256": certificate } };
}

/** ISO 8601 to the second, as PingAM writes it. */
function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");
}
