import type { Random } from "../../core/random.ts";
import type { IdentifiedUser, SuccessResult } from "../../journey/index.ts";
import { anonymousUserProperty } from "../../nodes/index.ts";
import { type SessionRecord, usernameKey } from "../../store/index.ts";
import type { Exchange } from "../exchange.ts";
import { ownProperties } from "../session-properties.ts";
import type { NewSession } from "../sessions.ts";
import { reachedAuthLevel } from "./auth-level.ts";

const minute = 60_000;

/**
 * The session that a journey earned. It belongs to the device that the journey ended on.
 *
 * @param upgraded the session that it replaces: one of the same user, or of the anonymous one
 */
export function newSession(
  { gathered, journey, shared }: SuccessResult,
  { username, universalId }: IdentifiedUser,
  upgraded: SessionRecord | null,
  { caller, realm }: Exchange,
  random: Random,
): NewSession {
  const { maxTime, maxIdleTime } = realm.settings.session;
  const earned = [
    ...Object.entries(carriedOver(upgraded, username, journey)),
    ...Object.entries(gathered.sessionProperties),
  ].filter(([name]) => !ownProperties.has(name.toLowerCase()));
  return {
    realm: realm.path,
    username,
    universalId,
    properties: {
      AMCtxId: random.uuid(),
      AuthLevel: String(reachedAuthLevel(shared)),
      Principal: universalId,
      Service: journey,
      ...Object.fromEntries(earned),
    },
    certificate: caller.certificate,
    maxIdleMs: (gathered.maxIdleTime ?? maxIdleTime) * minute,
    maxSessionMs: (gathered.maxSessionTime ?? maxTime) * minute,
  };
}

/**
 * Properties of the session that is replaced; not those that the journey set itself, which it has just proved anew, or has
 * not, and not the mark of the anonymous user, whom the person no longer is.
 */
function carriedOver(upgraded: SessionRecord | null, username: string, journey: string): SessionRecord["properties"] {
  if (upgraded === null || upgraded.properties.Service === journey) return {};
  if (usernameKey(upgraded.username) === usernameKey(username)) return upgraded.properties;
  const { [anonymousUserProperty]: _mark, ...others } = upgraded.properties;
  return others;
}
