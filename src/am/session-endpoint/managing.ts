import type { SessionRecord } from "../../store/index.ts";
import { usernameKey } from "../../store/index.ts";
import { isAdministrator } from "../administrator.ts";
import { headerOf } from "../caller.ts";
import { readCookies } from "../cookies.ts";
import { amErrors } from "../errors.ts";
import type { Exchange } from "../exchange.ts";
import type { AmServices } from "../services.ts";
import { refuseForeignOrigin } from "./call.ts";

/** Who may see and end which sessions: everybody their own, an administrator all. */

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

export function mayManage(asking: SessionRecord, whose: Whose, { caller }: Exchange, services: AmServices): boolean {
  const isOwn = asking.realm === whose.realm && usernameKey(asking.username) === usernameKey(whose.username);
  return isOwn || isAdministrator(asking, caller, { users: services.users, rules: services.administration });
}

/** @throws {am.not-permitted} */
export function refuseManaging(asking: SessionRecord, whose: Whose, exchange: Exchange, services: AmServices): void {
  if (!mayManage(asking, whose, exchange, services)) throw amErrors.error("am.not-permitted");
}
