import type { Verdict } from "../verdict.ts";
import type { VerdictCacheOptions } from "./options.ts";
import { hasPendingWipe } from "./pending-wipe.ts";

/** How old a reading may be, in milliseconds. */
export interface Freshness {
  /** To be answered from the cache; 0 when it must not. */
  cached(verdict: Verdict): number;
  /** To stand in while Microsoft fails; 0 when it must not. */
  stale(verdict: Verdict): number;
  readonly isCaching: boolean;
  readonly isStoring: boolean;
}

const longestCompliant = 60 * 60_000;
const longestStale = 15 * 60_000;

export function createFreshness(cache: VerdictCacheOptions | undefined, staleIfError: number): Freshness {
  const compliant = bounded(cache?.compliant ?? 0, longestCompliant);
  const otherwise = bounded(cache?.otherwise ?? compliant / 6, compliant);
  const states = new Map(Object.entries(cache?.states ?? {}));
  const longest = bounded(staleIfError, longestStale);
  const isWiped = ({ device }: Verdict): boolean => hasPendingWipe(device);
  return {
    cached(verdict) {
      const { complianceState: state } = verdict;
      const ceiling = isWiped(verdict) ? otherwise : compliant;
      const own = states.get(state) ?? (state === "compliant" ? compliant : otherwise);
      return bounded(own, ceiling);
    },
    stale: (verdict) => (verdict.complianceState === "compliant" && !isWiped(verdict) ? longest : 0),
    isCaching: compliant > 0,
    isStoring: compliant > 0 || longest > 0,
  };
}

/** What is no sensible duration is none: a mistake must not keep anything for longer. */
function bounded(milliseconds: number, longest: number): number {
  return milliseconds > 0 ? Math.min(milliseconds, longest) : 0;
}
