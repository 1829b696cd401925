import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { identityAttribute } from "../identity/config.ts";
import { loginCount } from "../identity/login-count.ts";
import { subjectOf } from "../identity/subject.ts";

const config = z.object({
  interval: z.enum(["AT", "EVERY"]).default("AT").meta({
    title: "Interval",
    description: "AT: at this login; EVERY: at every so many logins.",
  }),
  amount: z.int().min(1).max(1_000_000_000).default(25).meta({ title: "Amount", description: "Number of logins." }),
  identityAttribute: identityAttribute(),
});

/** Whether the user has logged in so many times. */
export const loginCountDecisionNode = node({
  type: "LoginCountDecisionNode",
  version: 1,
  title: "Login Count Decision",
  tags: ["behavioral"],
  config,
  outcomes: { true: "True", false: "False" },
  reads: ({ identityAttribute }) => ["username", identityAttribute],
  writes: [],
  run(context) {
    const { amount, identityAttribute, interval } = context.config;
    const identity = subjectOf(context, identityAttribute);
    if (identity === null) return goTo("false", { reason: "no such user" });
    const count = loginCount(identity.attributes);
    const isTime = interval === "AT" ? count === amount : count > 0 && count % amount === 0;
    return goTo(isTime ? "true" : "false", { reason: `login ${count}` });
  },
});
