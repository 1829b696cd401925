import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { identityAttribute } from "../identity/config.ts";
import { hasAttribute, subjectOf } from "../identity/subject.ts";

const config = z.object({
  presentAttribute: z.string().min(1).max(64).default("password").meta({
    title: "Present Attribute",
    description: "Attribute that is looked for; password and kbaInfo can be asked for, too.",
  }),
  identityAttribute: identityAttribute(),
});

/** Whether the user's profile has an attribute. */
export const attributePresentDecisionNode = node({
  type: "AttributePresentDecisionNode",
  version: 1,
  title: "Attribute Present Decision",
  tags: ["identity management"],
  config,
  outcomes: { true: "True", false: "False" },
  reads: ({ identityAttribute }) => ["username", identityAttribute],
  writes: [],
  run(context) {
    const { identityAttribute, presentAttribute } = context.config;
    const identity = subjectOf(context, identityAttribute);
    if (identity === null) return goTo("false", { reason: "no such user" });
    return goTo(hasAttribute(context, identity, presentAttribute) ? "true" : "false");
  },
});
