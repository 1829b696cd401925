import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

/** Whether the user's account is active. */
export const accountActiveDecisionNode = node({
  type: "AccountActiveDecisionNode",
  version: 1,
  title: "Account Active Decision",
  tags: ["risk"],
  config: z.object({}),
  outcomes: { true: "True", false: "False" },
  reads: ["username"],
  writes: [],
  run({ realm, state, services: { users } }) {
    const username = state.get("username");
    const user = typeof username === "string" ? users.find(realm, username) : null;
    if (user === null) return goTo("false", { reason: "no such user" });
    if (user.locked) return goTo("false", { reason: "locked after too many wrong passwords" });
    return user.active ? goTo("true") : goTo("false", { reason: "switched off" });
  },
});
