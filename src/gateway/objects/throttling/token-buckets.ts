import { createHash } from "node:crypto";
import type { Clock } from "../../../core/clock.ts";
import type { ThrottlingRate } from "../../heap/heap-object.ts";

export type Taken =
  | { readonly taken: true }
  | { readonly taken: false /** Seconds until there is a token, rounded up. */; readonly retryAfter: number };

/** One token bucket a group. */
export interface TokenBuckets {
  take(group: string, rate: ThrottlingRate): Taken;
}

interface Bucket {
  readonly rate: ThrottlingRate;
  tokens: number;
  /** When `tokens` was true, on the monotonic clock. */
  since: number;
}

const longestKey = 64;

/**
 * Buckets that begin full, hold as many tokens as a rate has requests and fill up evenly over its duration. At most
 * `mostBuckets` are kept: what was used longest ago goes first, which is the fullest of equal rates.
 */
export function createTokenBuckets(clock: Clock, mostBuckets = 50_000): TokenBuckets {
  // A Map iterates in insertion order, and every use inserts anew: the first is the one used longest ago.
  const buckets = new Map<string, Bucket>();

  const refilled = (bucket: Bucket | undefined, rate: ThrottlingRate, now: number): Bucket => {
    const { requests, duration } = rate;
    if (bucket === undefined) return { rate, tokens: requests, since: now };
    const sameRate = bucket.rate.requests === requests && bucket.rate.duration === duration;
    const gained = ((now - bucket.since) * bucket.rate.requests) / bucket.rate.duration;
    bucket.tokens = Math.min(bucket.rate.requests, bucket.tokens + gained);
    bucket.since = now;
    // A group whose rate changed keeps the share that it has left, so that changing it is no way to a full bucket.
    return sameRate ? bucket : { rate, since: now, tokens: (bucket.tokens / bucket.rate.requests) * requests };
  };

  return {
    take: (group, rate) => {
      const key = group.length <= longestKey ? group : createHash("sha256").update(group).digest("base64");
      const bucket = refilled(buckets.get(key), rate, clock.elapsed());
      buckets.delete(key);
      for (const oldest of buckets.keys()) {
        if (buckets.size < mostBuckets) break;
        buckets.delete(oldest);
      }
      buckets.set(key, bucket);
      // Filling up adds fractions, and their sum may fall a hair short of a token.
      if (bucket.tokens >= 1 - 1e-9) {
        bucket.tokens = Math.max(0, bucket.tokens - 1);
        return { taken: true };
      }
      const wait = ((1 - bucket.tokens) * rate.duration) / rate.requests;
      return { taken: false, retryAfter: Math.max(1, Math.ceil(wait / 1_000 - 1e-9)) };
    },
  };
}
