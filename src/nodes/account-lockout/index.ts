import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  lockAction: z.enum(["LOCK", "UNLOCK"]).default("LOCK").meta({
    title: "Lock Action",
    description: "LOCK switches the account off, UNLOCK switches it on.",
  }),
});

/** Switches the user's account off, or on. */
export const accountLockoutNode = node({
  type: "AccountLockoutNode",
  version: 1,
  title: "Account Lockout",
  tags: ["risk"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: ["username"],
  writes: [],
  run({ config: { lockAction }, realm, state, services: { users } }) {
    const username = state.get("username");
    if (typeof username !== "string" || users.find(realm, username) === null) {
      return goTo("outcome", { reason: "no such user" });
    }
    users.setActive(realm, username, lockAction === "UNLOCK");
    return goTo("outcome", { reason: lockAction === "LOCK" ? "switched off" : "switched on" });
  },
});
