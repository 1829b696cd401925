import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  startTimeProperty: z.string().min(1).max(200).default("TimerNodeStartTime").meta({
    title: "Start Time Property",
    description: "The shared-state key under which a Timer Start node noted the time.",
  }),
  metricKey: z.string().min(1).max(200).meta({
    title: "Metric Key",
    description: "The label under which the metric sallyport_journey_timer_seconds counts.",
  }),
});

/** Records how long it is since a Timer Start node. */
export const timerStopNode = node({
  type: "TimerStopNode",
  version: 1,
  title: "Timer Stop",
  tags: ["metrics", "utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: [],
  run({ config: { startTimeProperty, metricKey }, realm, services, state }) {
    const start = state.get(startTimeProperty);
    const now = services.clock.now();
    if (typeof start !== "number" || start < 0 || start > now) {
      return goTo("outcome", { reason: `no time in ${startTimeProperty}: nothing was recorded` });
    }
    services.metrics.time(realm, metricKey, (now - start) / 1000);
    return goTo("outcome");
  },
});
