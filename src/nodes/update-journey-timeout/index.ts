import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { nodeErrors } from "../errors.ts";

const config = z.object({
  operation: z.enum(["SET", "MODIFY"]).meta({
    title: "Operation",
    description: "SET replaces the time that the journey may take; MODIFY adds to it.",
  }),
  value: z.int().min(-10_000).max(10_000).meta({
    title: "Value",
    description: "Minutes; with MODIFY also negative.",
  }),
});

/** Changes how long the journey may take in all. */
export const updateJourneyTimeoutNode = node({
  type: "UpdateJourneyTimeoutNode",
  version: 1,
  title: "Update Journey Timeout",
  tags: ["utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: ["maxAuthenticationSessionDuration"],
  run({ config: { operation, value }, authIdPresent, treeDuration, state }) {
    const minutes = operation === "MODIFY" && authIdPresent ? treeDuration + value : value;
    if (minutes < 0) {
      const detail = `The resulting timeout value must be positive; it would be ${minutes} minutes`;
      throw nodeErrors.error("nodes.timeout-negative", { detail });
    }
    state.putTransient("maxAuthenticationSessionDuration", minutes);
    return goTo("outcome", { maxTreeDuration: minutes, reason: `${minutes} minutes in all` });
  },
});
