import type { Random } from "../../core/random.ts";
import type { IdentifiedUser, SuccessResult } from "../../journey/index.ts";
import type { SessionRecord } from "../../store/index.ts";
import type { Exchange } from "../exchange.ts";
import { ownProperties } from "../session-properties.ts";
import type { NewSession } from "../sessions.ts";
import { reachedAuthLevel } from "./auth-level.ts";

const minute = 60_000;

/**
 * The session that a journey earned. It belongs to the device that the journey ended on.
 *
 * @param upgraded the session of the same user that it replaces. Its properties are carried over, but not by the journey
 *   that set them itself: that one has just proved all of them anew, or has not
 */
export function newSession(
  { gathered, journey, shared }: SuccessResult,
  { username, universalId }: IdentifiedUser,
  upgraded: SessionRecord | null,
  { caller, realm }: Exchange,
  random: Random,
): NewSession {
  const { maxTime, maxIdleTime } = realm.settings.session;
  const carriedOver = upgraded === null || upgraded.properties.Service === journey ? {} : upgraded.properties;
  const earned = Object.entries({ ...carriedOver, ...gathered.sessionProperties });
  return {
    realm: realm.path,
    username,
    universalId,
    properties: {
      ...Object.fromEntries(earned.filter(([name]) => !ownProperties.has(name.toLowerCase()))),
      AMCtxId: random.uuid(),
      AuthLevel: String(reachedAuthLevel(shared)),
      Principal: universalId,
      Service: journey,
    },
    certificate: caller.certificate,
    maxIdleMs: (gathered.maxIdleTime ?? maxIdleTime) * minute,
    maxSessionMs: (gathered.maxSessionTime ?? maxTime) * minute,
  };
}
