import { integerOf, type SuccessResult } from "../../journey/index.ts";
import type { SessionRecord } from "../../store/index.ts";

const highestAuthLevel = 1000;

/** The level that a journey reached: zero unless a node set an integer; never beyond bounds that every client can hold. */
export function reachedAuthLevel(shared: SuccessResult["shared"]): number {
  const level = integerOf(shared.get("authLevel")) ?? 0;
  return Math.min(Math.max(level, -highestAuthLevel), highestAuthLevel);
}

/** The level of a session. */
export function authLevelOf({ properties }: Pick<SessionRecord, "properties">): number {
  const level = Number(properties.AuthLevel ?? "");
  return Number.isInteger(level) ? level : 0;
}
