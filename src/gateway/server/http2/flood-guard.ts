import type { Clock } from "../../../core/clock.ts";

/** What a client can do to an HTTP/2 connection that costs it nothing and us something. */
type Cheap = "reset" | "ping" | "settings";

const span = 10_000;
const most: Readonly<Record<Cheap, number>> = { reset: 100, ping: 60, settings: 20 };

/**
 * Counts what a peer does in spans of ten seconds; false says that it is too much: streams opened only to be reset
 * (CVE-2023-44487), pings and settings that want an answer each. Node bounds CONTINUATION frames and invalid ones.
 *
 * @returns a function that takes as second argument how many times as much is allowed
 */
export function floodGuard(clock: Clock): (what: Cheap, scale?: number) => boolean {
  const counts = new Map<Cheap, number>();
  let started = clock.elapsed();
  return (what, scale = 1) => {
    if (clock.elapsed() - started >= span) {
      counts.clear();
      started = clock.elapsed();
    }
    const count = (counts.get(what) ?? 0) + 1;
    counts.set(what, count);
    return count <= most[what] * scale;
  };
}
