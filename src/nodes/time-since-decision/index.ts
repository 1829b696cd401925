import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { attributeValues } from "../../users/index.ts";
import { node } from "../define.ts";
import { createDateAttribute, identityAttribute } from "../identity/config.ts";
import { subjectOf } from "../identity/subject.ts";
import { parseElapsedTime } from "./elapsed-time.ts";

const config = z.object({
  elapsedTime: z
    .string()
    .nullish()
    .transform((text, context) => {
      if (text === undefined || text === null || text.trim() === "") return null;
      const milliseconds = parseElapsedTime(text);
      if (milliseconds !== null) return milliseconds;
      context.addIssue({ code: "custom", message: 'is no time such as "90", "10 minutes" or "4 weeks and 2 days"' });
      return z.NEVER;
    })
    .meta({ title: "Elapsed Time", description: "Time since the user was created; a number alone means minutes." }),
  identityAttribute: identityAttribute(),
});

/** Whether the user was created that long ago. */
export const timeSinceDecisionNode = node({
  type: "TimeSinceDecisionNode",
  version: 1,
  title: "Time Since Decision",
  tags: ["identity management"],
  config,
  outcomes: { true: "True", false: "False" },
  reads: ({ identityAttribute }) => ["username", identityAttribute],
  writes: [],
  run(context) {
    const { config, services } = context;
    if (config.elapsedTime === null) return goTo("false", { reason: "no time is set" });
    const identity = subjectOf(context, config.identityAttribute);
    if (identity === null) return goTo("false", { reason: "no such user" });
    const created = Date.parse(attributeValues(identity, createDateAttribute)[0] ?? "");
    if (Number.isNaN(created)) return goTo("false", { reason: "nobody knows when the user was created" });
    return goTo(services.clock.now() - created >= config.elapsedTime ? "true" : "false");
  },
});
