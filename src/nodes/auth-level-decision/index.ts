import { z } from "zod";
import { goTo, integerOf } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  authLevelRequirement: z.int().min(-1000).max(1000).meta({
    title: "Sufficient Authentication Level",
    description: "The level that suffices.",
  }),
});

/** Whether the journey has reached an auth level. */
export const authLevelDecisionNode = node({
  type: "AuthLevelDecisionNode",
  version: 1,
  title: "Auth Level Decision",
  tags: ["risk"],
  config,
  outcomes: { true: "True", false: "False" },
  reads: ["authLevel"],
  writes: [],
  run({ config: { authLevelRequirement }, state }) {
    const level = integerOf(state.get("authLevel"));
    const reason = level === null ? "no auth level yet" : `auth level ${level}`;
    return goTo(level !== null && level >= authLevelRequirement ? "true" : "false", { reason });
  },
});
