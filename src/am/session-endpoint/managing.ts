import { isAnonymousSession } from "../../nodes/index.ts";
import type { SessionRecord } from "../../store/index.ts";
import { usernameKey } from "../../store/index.ts";
import { isAdministrator } from "../administrator.ts";
import { headerOf } from "../caller.ts";
import { readCookies } from "../cookies.ts";
import { amErrors } from "../errors.ts";
import type { Exchange } from "../exchange.ts";
import type { AmServices } from "../services.ts";
import { refuseForeignOrigin } from "./call.ts";

/**
 * Who may see and end which sessions: everybody their own, an administrator all. Strangers share the name of the anonymous
 * user, so that a session of his owns itself and no other.
 */

type Whose = Pick<SessionRecord, "realm" | "username">;

/**
 * The session of whoever asks, with the very certificate of its login. It may be of another realm than the address: an
 * administrator works in all of them.
 *
 * @throws {am.session-invalid}, {am.origin-refused}
 */
export function askingSession(exchange: Exchange, services: AmServices): SessionRecord {
  refuseForeignOrigin(exchange);
  const { caller, realm } = exchange;
  const cookies = readCookies(caller);
  for (const name of new Set([realm.settings.cookie.name, ...services.cookieNames])) {
    for (const token of [headerOf(caller, name.toLowerCase()), cookies.get(name)]) {
      const session = services.sessions.find(token ?? null, caller);
      if (session !== null && session.certificate === caller.certificate) return session;
    }
  }
  throw amErrors.error("am.session-invalid");
}

export function mayManage(
  asking: SessionRecord,
  session: SessionRecord,
  exchange: Exchange,
  services: AmServices,
): boolean {
  return owns(asking, session) || isCallOfAdministrator(asking, exchange, services);
}

/** The sessions of a user, as far as whoever asks may see and end them. @throws {am.not-permitted} */
export function manageableSessions(
  asking: SessionRecord,
  whose: Whose,
  exchange: Exchange,
  services: AmServices,
): readonly SessionRecord[] {
  refuseStranger(asking, whose, exchange, services);
  const all = services.sessions.ofUser(whose.realm, whose.username);
  return isCallOfAdministrator(asking, exchange, services) ? all : all.filter((session) => owns(asking, session));
}

/** Lets the user of that name pass, and administrators. @throws {am.not-permitted} */
export function refuseStranger(asking: SessionRecord, whose: Whose, exchange: Exchange, services: AmServices): void {
  if (isSameUser(asking, whose) || isCallOfAdministrator(asking, exchange, services)) return;
  throw amErrors.error("am.not-permitted");
}

function owns(asking: SessionRecord, session: SessionRecord): boolean {
  if (asking.handle === session.handle) return true;
  return isSameUser(asking, session) && !isAnonymousSession(asking.realm, asking.properties);
}

function isSameUser(asking: Whose, whose: Whose): boolean {
  return asking.realm === whose.realm && usernameKey(asking.username) === usernameKey(whose.username);
}

function isCallOfAdministrator(asking: SessionRecord, { caller }: Exchange, services: AmServices): boolean {
  return isAdministrator(asking, caller, { users: services.users, rules: services.administration });
}
