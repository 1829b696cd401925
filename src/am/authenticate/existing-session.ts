import type { SessionRecord } from "../../store/index.ts";
import type { Exchange } from "../exchange.ts";
import type { AmServices } from "../services.ts";
import { presentedToken } from "../sessions.ts";
import type { StartFacts } from "../waiting.ts";

/** A valid session that came along with an authenticate request. */
export interface ExistingSession {
  readonly token: string;
  readonly session: SessionRecord;
}

/** The session of the request's cookie or header. */
export function presentedSession(exchange: Exchange, services: AmServices): ExistingSession | null {
  return sessionOf(presentedToken(exchange.realm, exchange.caller), exchange, services);
}

/** The session that `sessionUpgradeSSOTokenId` names. */
export function sessionToUpgrade(exchange: Exchange, services: AmServices): ExistingSession | null {
  return sessionOf(exchange.query.one("sessionUpgradeSSOTokenId") ?? null, exchange, services);
}

/** The session that the journey began with, if it still lives; else the one that came along now. */
export function sessionUnderway(
  { upgrades }: StartFacts,
  exchange: Exchange,
  services: AmServices,
): Pick<ExistingSession, "session"> | null {
  const session = upgrades === null ? null : services.sessions.byHandle(upgrades);
  if (session !== null && session.certificate === exchange.caller.certificate) return { session };
  return presentedSession(exchange, services);
}

/** Here a session counts only with the very certificate of its login: none, if it had none. */
function sessionOf(token: string | null, { caller }: Exchange, { sessions }: AmServices): ExistingSession | null {
  const session = sessions.find(token, caller);
  if (token === null || session === null || session.certificate !== caller.certificate) return null;
  return { token, session };
}
