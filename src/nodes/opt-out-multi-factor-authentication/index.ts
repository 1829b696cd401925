import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { attempt } from "../attempt.ts";
import { node } from "../define.ts";

/** Remembers that the user wants no second factor. */
export const optOutMultiFactorAuthenticationNode = node({
  type: "OptOutMultiFactorAuthenticationNode",
  version: 1,
  title: "Opt-out Multi-Factor Authentication",
  tags: ["mfa", "multi-factor authentication"],
  config: z.object({}),
  outcomes: { outcome: "Outcome" },
  reads: ["username"],
  writes: [],
  run({ realm, services, state }) {
    const username = state.get("username");
    if (typeof username !== "string") return goTo("outcome", { reason: "no user name: nothing is remembered" });
    const done = attempt(["users.unknown"], () => services.users.setSkipMfa(realm, username, true));
    return done.ok ? goTo("outcome") : goTo("outcome", { reason: "no such user: nothing is remembered" });
  },
});
