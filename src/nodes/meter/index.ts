import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  metricKey: z.string().min(1).max(200).meta({
    title: "Metric Key",
    description: "The label under which the metric sallyport_journey_meter_total counts.",
  }),
});

/** Counts how often journeys come by. */
export const meterNode = node({
  type: "MeterNode",
  version: 1,
  title: "Meter",
  tags: ["metrics", "utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: [],
  run({ config: { metricKey }, realm, services }) {
    services.metrics.mark(realm, metricKey);
    return goTo("outcome");
  },
});
