import type { JsonObject } from "../../core/json.ts";
import type { SessionRecord } from "../../store/index.ts";
import { ok } from "../answer.ts";
import { type SessionAction, sessionOf, sessionToChange } from "./call.ts";

/** Reads a session without prolonging it. */
export const getSessionInfo: SessionAction = (call) => ok(sessionInfo(sessionOf(call)));

export const getSessionInfoAndResetIdleTime: SessionAction = (call) => {
  const session = sessionToChange(call);
  return ok(sessionInfo(call.services.sessions.touch(session)));
};

export const validate: SessionAction = ({ token, exchange, services }) => {
  const session = services.sessions.find(token, exchange.caller);
  if (session === null) return ok({ valid: false });
  return ok({ valid: true, sessionUid: session.handle, uid: session.username, realm: session.realm });
};

function sessionInfo(session: SessionRecord): JsonObject {
  return { ...sessionTimes(session), properties: shownProperties(session) };
}

/** Whose session it is, and until when; without what only its owner may know. */
export function sessionTimes(session: SessionRecord): JsonObject {
  return {
    username: session.username,
    universalId: session.universalId,
    realm: session.realm,
    latestAccessTime: timestamp(session.latestAccessAt),
    maxIdleExpirationTime: timestamp(session.latestAccessAt + session.maxIdleMs),
    maxSessionExpirationTime: timestamp(session.createdAt + session.maxSessionMs),
  };
}

/** The properties, and the certificate that the session belongs to as RFC 7800 writes it. */
function shownProperties({ properties, certificate }: SessionRecord): JsonObject {
  return certificate === null ? properties : { ...properties, cnf: { "x5t#S256": certificate } };
}

/** ISO 8601 to the second, as PingAM writes it. */
function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");
}
