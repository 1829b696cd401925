import type { Random } from "../../core/random.ts";
import { type IdentifiedUser, integerOf, type SuccessResult } from "../../journey/index.ts";
import type { Exchange } from "../exchange.ts";
import type { NewSession } from "../sessions.ts";

/** Properties that only the server sets; a journey that sets one of them is overruled. */
const ownProperties: readonly string[] = ["AMCtxId", "AuthLevel", "Principal", "Service", "cnf"];

const highestAuthLevel = 1000;
const minute = 60_000;

/** The session that a journey earned. It belongs to the device that the journey ended on. */
export function newSession(
  { gathered, journey, shared }: SuccessResult,
  { username, universalId }: IdentifiedUser,
  { caller, realm }: Exchange,
  random: Random,
): NewSession {
  const { maxTime, maxIdleTime } = realm.settings.session;
  const earned = Object.entries(gathered.sessionProperties).filter(([name]) => !ownProperties.includes(name));
  return {
    realm: realm.path,
    username,
    universalId,
    properties: {
      ...Object.fromEntries(earned),
      AMCtxId: random.uuid(),
      AuthLevel: String(authLevelOf(shared)),
      Principal: universalId,
      Service: journey,
    },
    certificate: caller.certificate,
    maxIdleMs: (gathered.maxIdleTime ?? maxIdleTime) * minute,
    maxSessionMs: (gathered.maxSessionTime ?? maxTime) * minute,
  };
}

/** Zero unless a node set an integer; never beyond bounds that every client can hold. */
function authLevelOf(shared: SuccessResult["shared"]): number {
  const level = integerOf(shared.authLevel) ?? 0;
  return Math.min(Math.max(level, -highestAuthLevel), highestAuthLevel);
}
