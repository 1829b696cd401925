import type { Exchange } from "../../http/exchange.ts";
import type { AmSession } from "./am-session.ts";
import type { AmService } from "./model.ts";

/** What a session must be to count for a request. */
export interface SessionRules {
  readonly am: AmService;
  readonly minimumAuthLevel: number;
  /** Whether a session that AM ties to no certificate counts only without one. */
  readonly deviceBound: boolean;
}

/** Why nobody passes; for the log, and in these words for people. */
export const refusals = {
  none: "There is no session: the browser sent no session cookie, or the session is over.",
  device: "The session belongs to another device.",
  realm: "The session belongs to another realm.",
  agent: "The session is not a person's.",
  level: "The session has not proved enough.",
} as const;

export type Refusal = keyof typeof refusals;

export function judge(session: AmSession | null, exchange: Exchange, rules: SessionRules): Refusal | null {
  const { am, minimumAuthLevel, deviceBound } = rules;
  if (session === null) return "none";
  if (session.realm.toLowerCase() !== am.realm.toLowerCase()) return "realm";
  if (!isOfDevice(session, exchange, deviceBound)) return "device";
  if (session.username.toLowerCase() === am.agent.toLowerCase()) return "agent";
  if (session.authLevel < minimumAuthLevel) return "level";
  return null;
}

/** A session counts with the very certificate of its login: none, if it had none. */
function isOfDevice({ certificate }: AmSession, { client: { peer } }: Exchange, deviceBound: boolean): boolean {
  const presented = peer.state === "verified" ? peer.certificate.thumbprint : null;
  if (certificate === null && !deviceBound) return true;
  return certificate === presented;
}
