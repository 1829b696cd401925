import type { Clock } from "../../core/clock.ts";

/** Keeps people from asking Intune about one device again and again, in however many logins. */
export interface RecheckPace {
  /** Takes a turn for a device. Answers the milliseconds until there is one; 0 when it was taken. */
  take(device: string, interval: number): number;
}

const mostDevices = 20_000;

/**
 * Remembers when each device was last asked about, in memory and on the monotonic clock. Beyond `mostDevices` the one that
 * waited longest is forgotten.
 */
export function createRecheckPace(options: { readonly clock: Clock; readonly mostDevices?: number }): RecheckPace {
  const { clock } = options;
  const most = options.mostDevices ?? mostDevices;
  // A Map iterates in insertion order: the first entry is the oldest turn.
  const turns = new Map<string, number>();
  return {
    take(device, interval) {
      const key = device.toLowerCase();
      const now = clock.elapsed();
      const last = turns.get(key);
      const missing = last === undefined ? 0 : Math.max(0, last + interval - now);
      if (missing > 0) return missing;
      turns.delete(key);
      const [oldest] = turns.keys();
      if (turns.size >= most && oldest !== undefined) turns.delete(oldest);
      turns.set(key, now);
      return 0;
    },
  };
}
