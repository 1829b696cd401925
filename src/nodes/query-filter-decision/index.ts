import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { attributeValues } from "../../users/index.ts";
import { node } from "../define.ts";
import { identityAttribute } from "../identity/config.ts";
import { subjectOf } from "../identity/subject.ts";
import { matches } from "./evaluate.ts";
import { parseQueryFilter } from "./parse.ts";

const config = z.object({
  queryFilter: z
    .string()
    .transform((text, context) => {
      const parsed = parseQueryFilter(text);
      if (parsed.ok) return parsed.filter;
      context.addIssue({ code: "custom", message: parsed.problem });
      return z.NEVER;
    })
    .meta({ title: "Query Filter", description: 'A filter as IDM has them: (mail co "@example.com") and (sn pr).' }),
  identityAttribute: identityAttribute(),
});

/** Whether a filter matches the user's profile. */
export const queryFilterDecisionNode = node({
  type: "QueryFilterDecisionNode",
  version: 1,
  title: "Query Filter Decision",
  tags: ["identity management"],
  config,
  outcomes: { true: "True", false: "False" },
  reads: ({ identityAttribute }) => ["username", identityAttribute],
  writes: [],
  run(context) {
    const identity = subjectOf(context, context.config.identityAttribute);
    if (identity === null) return goTo("false", { reason: "no such user" });
    return goTo(matches(context.config.queryFilter, (field) => attributeValues(identity, field)) ? "true" : "false");
  },
});
