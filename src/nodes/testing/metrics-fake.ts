import type { JourneyMetrics } from "../journey-metrics.ts";

/** Metrics that remember what they were told. */
export function metricsFake(): { readonly metrics: JourneyMetrics; readonly seen: unknown[] } {
  const seen: unknown[] = [];
  const metrics: JourneyMetrics = {
    mark: (realm, key) => seen.push(["mark", realm, key]),
    time: (realm, key, seconds) => seen.push(["time", realm, key, seconds]),
  };
  return { metrics, seen };
}
