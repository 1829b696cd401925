import { z } from "zod";
import { goTo, integerOf } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  authLevelIncrement: z
    .int()
    .min(-1000)
    .max(1000)
    .meta({ title: "Value To Add", description: "What to add to the authentication level; may be negative." }),
});

/** Adds to the auth level that the session will carry. Inner trees share it with their outer tree. */
export const modifyAuthLevelNode = node({
  type: "ModifyAuthLevelNode",
  version: 1,
  title: "Modify Auth Level",
  tags: ["risk"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: ["authLevel"],
  writes: ["authLevel"],
  raisesAuthLevel: ({ authLevelIncrement }) => authLevelIncrement,
  run({ config: { authLevelIncrement }, state }) {
    const level = (integerOf(state.get("authLevel")) ?? 0) + authLevelIncrement;
    state.putShared("authLevel", level);
    return goTo("outcome", { reason: `auth level ${level}` });
  },
});
