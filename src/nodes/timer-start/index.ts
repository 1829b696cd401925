import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  startTimeProperty: z.string().min(1).max(200).default("TimerNodeStartTime").meta({
    title: "Start Time Property",
    description: "The shared-state key that gets the time, in milliseconds since 1970.",
  }),
});

/** Notes the time for a Timer Stop node. */
export const timerStartNode = node({
  type: "TimerStartNode",
  version: 1,
  title: "Timer Start",
  tags: ["metrics", "utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: ["*"],
  run({ config: { startTimeProperty }, services, state }) {
    state.putShared(startTimeProperty, services.clock.now());
    return goTo("outcome");
  },
});
