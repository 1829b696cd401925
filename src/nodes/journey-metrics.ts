import type { Metrics } from "../core/metrics.ts";

/** What Meter and Timer nodes count, by the realm and the key in their settings. */
export interface JourneyMetrics {
  /** Counts one. */
  mark(realm: string, key: string): void;
  /** Records how long something took. */
  time(realm: string, key: string, seconds: number): void;
}

/** A script may choose keys: so many are told apart, the others are counted together. */
const mostKeys = 1000;
const otherKeys = "other";

/** Seconds: a program answers within the first ones, people take their time. */
const buckets = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];

export function createJourneyMetrics(metrics: Metrics): JourneyMetrics {
  const labels = ["realm", "key"] as const;
  const meter = metrics.counter({
    name: "sallyport_journey_meter_total",
    help: "How often journeys passed a Meter node.",
    labels,
  });
  const timer = metrics.histogram({
    name: "sallyport_journey_timer_seconds",
    help: "Time between a Timer Start and a Timer Stop node.",
    labels,
    buckets,
  });
  const known = new Set<string>();
  const labelled = (realm: string, key: string): { realm: string; key: string } => {
    const name = JSON.stringify([realm, key]);
    if (!known.has(name) && known.size >= mostKeys) return { realm, key: otherKeys };
    known.add(name);
    return { realm, key };
  };
  return {
    mark: (realm, key) => meter.add(labelled(realm, key)),
    time: (realm, key, seconds) => timer.observe(labelled(realm, key), seconds),
  };
}
