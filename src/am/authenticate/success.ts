import type { JsonObject } from "../../core/json.ts";
import type { SuccessResult } from "../../journey/index.ts";
import { isAnonymousSession } from "../../nodes/index.ts";
import { type SessionRecord, usernameKey } from "../../store/index.ts";
import { type Answer, ok } from "../answer.ts";
import { nodeCookies, sessionCookie } from "../cookies.ts";
import { loginFailure } from "../error-answer.ts";
import { amErrors } from "../errors.ts";
import { reachedAuthLevel } from "./auth-level.ts";
import { identityOf } from "./identity.ts";
import type { JourneyExchange } from "./journey-exchange.ts";
import { newSession } from "./new-session.ts";
import { failureUrlOf, successUrlOf } from "./urls.ts";

/** A journey that came to Success. It lets nobody in who is not an active user, or who has not reached the level asked for. */
export async function successAnswer(result: SuccessResult, journey: JourneyExchange): Promise<Answer> {
  const { exchange, start, services } = journey;
  const { path } = exchange.realm;
  const { level } = start;
  if (level !== null && reachedAuthLevel(result.shared) < level)
    return refused("am.level-not-reached", result, journey);
  const body = { successUrl: successUrlOf(result, journey), realm: path, ...detailsOf(result) };
  if (start.noSession || result.noSession) return ok(body);
  const tokenId = await services.together(() => admit(result, journey));
  if (tokenId === null) return refused("am.no-identity", result, journey);
  const cookies = [
    sessionCookie(exchange.realm, exchange.external, tokenId),
    ...nodeCookies(result.ending.cookies ?? [], services),
  ];
  return ok({ tokenId, ...body }, { "set-cookie": cookies });
}

/**
 * The token of the session that the journey earned, or null when nobody may have it. In one transaction: who is locked out
 * meanwhile is not let in, and the session that this one replaces goes only if this one comes.
 */
function admit(result: SuccessResult, journey: JourneyExchange): string | null {
  const { exchange, services } = journey;
  const { path, settings } = exchange.realm;
  const identity = identityOf(result, path, services.users);
  if (identity === null) return null;
  const replaces = replacedSession(identity.username, result, journey);
  const session = newSession(result, identity, replaces, exchange, services.random);
  const { quota: sessions, whenQuotaExceeded: exceeded } = settings.session;
  return services.sessions.create(session, {
    replaces,
    logoutWebhooks: result.gathered.logoutWebhooks,
    ...(sessions === undefined ? {} : { quota: { sessions, exceeded } }),
  });
}

/** The public answer is that of any failed login; the trace, which ends in a success of the journey, tells the rest. */
function refused(
  code: "am.level-not-reached" | "am.no-identity",
  result: SuccessResult,
  journey: JourneyExchange,
): Answer {
  const { transactionId } = result;
  const { services, exchange } = journey;
  services.log.warn({ transactionId, code }, "a journey that succeeded was refused");
  services.trace({
    ...{ transactionId, at: services.clock.now(), realm: exchange.realm.path, journey: result.journey },
    ...{ path: [result.journey], nodeId: "session", nodeType: "Session", displayName: "Session" },
    ...{ outcome: null, leadsTo: null, reason: amErrors.specs[code].message, error: code },
    ...{ duration: 0, changes: [], logs: [] },
  });
  return loginFailure({ failureUrl: failureUrlOf(result, journey) });
}

/**
 * The new cookie overwrites the old one: nobody could end that session any more. Somebody else's is left alone, unless a
 * node lets the anonymous user's be replaced; and whose it is, is looked at here, at the very session that would end.
 */
function replacedSession(
  username: string,
  { gathered }: SuccessResult,
  { existing, exchange }: JourneyExchange,
): SessionRecord | null {
  const session = existing?.session ?? null;
  if (session === null || session.realm !== exchange.realm.path) return null;
  if (usernameKey(session.username) === usernameKey(username)) return session;
  return gathered.replacesAnonymous && isAnonymousSession(session.realm, session.properties) ? session : null;
}

/** What clients take the answer by; no node may add one of them. */
const ownKeys: ReadonlySet<string> = new Set(["tokenId", "realm", "successUrl", "authId", "callbacks", "code"]);

function detailsOf({ ending }: SuccessResult): JsonObject {
  return Object.fromEntries(Object.entries(ending.details ?? {}).filter(([key]) => !ownKeys.has(key)));
}
