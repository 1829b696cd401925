import type { SessionRecord } from "../../store/index.ts";
import { isAdministrator } from "../administrator.ts";
import { type Caller, headerOf } from "../caller.ts";
import type { AmServices } from "../services.ts";
import { presentedToken } from "../sessions.ts";
import type { Realm } from "../settings.ts";
import { configurationErrors } from "./errors.ts";

/** Who may use the configuration API (design: "Administration"). */

export interface Entrance {
  /** The realm of the administrators: its cookie carries their session. */
  readonly realm: Realm;
  readonly services: Pick<AmServices, "sessions" | "users" | "administration">;
  readonly readOnly: boolean;
}

export interface Visitor {
  readonly caller: Caller;
  readonly method: string;
  /** Our own origin, as clients call it. */
  readonly origin: string;
}

const reading: readonly string[] = ["GET", "HEAD"];

/**
 * The administrator's session. What another page could make an administrator's browser send is refused: a form can send
 * neither of the two headers, and a script of another origin only if we allowed it, which we never do.
 *
 * @throws {am.administration-refused} for what came through a gateway, from another origin, or is no administrator's
 * @throws {am.administrator-required} without a valid session, {am.configuration-read-only}
 */
export function admit(visitor: Visitor, { realm, services, readOnly }: Entrance): SessionRecord {
  const { caller, method } = visitor;
  if (caller.external !== null) throw refused("it came through a gateway");
  const session = services.sessions.find(presentedToken(realm, caller), caller);
  if (session === null) throw configurationErrors.error("am.administrator-required");
  const rules = services.administration;
  if (!isAdministrator(session, caller, { users: services.users, rules })) throw refused("not an administrator");
  refuseForeignOrigin(visitor);
  if (reading.includes(method)) return session;
  if (headerOf(caller, "accept-api-version") === undefined && headerOf(caller, "x-requested-with") === undefined) {
    throw refused("neither Accept-API-Version nor X-Requested-With");
  }
  if (readOnly && method !== "POST") throw configurationErrors.error("am.configuration-read-only");
  return session;
}

function refuseForeignOrigin({ caller, origin: own }: Visitor): void {
  const origin = headerOf(caller, "origin");
  if (origin === undefined || origin === own || headerOf(caller, "sec-fetch-site") === "same-origin") return;
  throw refused("from another origin");
}

function refused(detail: string): Error {
  return configurationErrors.error("am.administration-refused", { detail });
}
