import { LRUCache } from "lru-cache";
import type { Clock } from "../../core/clock.ts";

/** `devices` for everything that Intune serves; `apps` besides it for detected apps, which it throttles much sooner. */
export type Lane = "devices" | "apps";

/**
 * Keeps this process below what Graph grants an app in a tenant, and silent for as long as a 429 asked: calls during the
 * wait would prolong it.
 */
export interface Budget {
  /**
   * Takes one call and returns the milliseconds to wait before it, or takes nothing and returns `null` when that would be
   * more than `patience`.
   */
  take(key: string, lane: Lane, patience: number): number | null;
  /** Whether Graph asked for silence that lasts still. */
  isSilenced(key: string, lane: Lane): boolean;
  silence(key: string, lane: Lane, milliseconds: number): void;
}

/**
 * Bursts and rates such that no 20 seconds hold more than `burst + 20 * perSecond` calls: 1,600 where 2,000 are
 * documented, and a tenth of that for detected apps, whose limit is not published.
 */
const lanes: Readonly<Record<Lane, { readonly burst: number; readonly perSecond: number }>> = {
  devices: { burst: 400, perSecond: 60 },
  apps: { burst: 60, perSecond: 5 },
};

interface Bucket {
  /** May be below zero: calls that have been promised a time to come. */
  calls: number;
  filledAt: number;
  silentUntil: number;
}

const mostKeys = 500;
/** Three of the documented windows: one absurd Retry-After must not keep everybody out for longer. */
const longestSilence = 60_000;

export function createBudget(clock: Clock): Budget {
  const buckets = new LRUCache<string, Bucket>({ max: mostKeys });

  const bucketOf = (key: string, lane: Lane): Bucket => {
    const name = `${lane} ${key}`;
    const { burst, perSecond } = lanes[lane];
    const now = clock.elapsed();
    const bucket = buckets.get(name) ?? { calls: burst, filledAt: now, silentUntil: 0 };
    bucket.calls = Math.min(burst, bucket.calls + ((now - bucket.filledAt) / 1000) * perSecond);
    bucket.filledAt = now;
    buckets.set(name, bucket);
    return bucket;
  };

  return {
    take(key, lane, patience) {
      const names: readonly Lane[] = lane === "apps" ? ["apps", "devices"] : ["devices"];
      const taken = names.map((name) => ({ bucket: bucketOf(key, name), perSecond: lanes[name].perSecond }));
      const waits = taken.map(({ bucket, perSecond }) => {
        const untilThereIsOne = bucket.calls >= 1 ? 0 : ((1 - bucket.calls) / perSecond) * 1000;
        return Math.max(untilThereIsOne, bucket.silentUntil - clock.elapsed());
      });
      const wait = Math.max(0, ...waits);
      if (wait > patience) return null;
      for (const { bucket } of taken) bucket.calls -= 1;
      return wait;
    },
    isSilenced: (key, lane) => bucketOf(key, lane).silentUntil > clock.elapsed(),
    silence(key, lane, milliseconds) {
      const bucket = bucketOf(key, lane);
      const until = clock.elapsed() + Math.min(milliseconds, longestSilence);
      bucket.silentUntil = Math.max(bucket.silentUntil, until);
    },
  };
}
