import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { attributeValues } from "../../users/index.ts";
import { node } from "../define.ts";
import { identityAttribute } from "../identity/config.ts";
import { hasAttribute, subjectOf } from "../identity/subject.ts";

const config = z.object({
  comparisonAttribute: z.string().min(1).max(64).meta({
    title: "Comparison Attribute",
    description: "Attribute of the user that is looked at.",
  }),
  comparisonOperation: z.enum(["PRESENT", "EQUALS"]).default("EQUALS").meta({
    title: "Comparison Operation",
    description: "PRESENT: there is a value; EQUALS: one of the values is exactly the comparison value.",
  }),
  comparisonValue: z.string().max(4096).nullish().meta({
    title: "Comparison Value",
    description: "What EQUALS compares with.",
  }),
  identityAttribute: identityAttribute(),
});

/** Compares an attribute of the user's profile. */
export const attributeValueDecisionNode = node({
  type: "AttributeValueDecisionNode",
  version: 1,
  title: "Attribute Value Decision",
  tags: ["identity management"],
  config,
  outcomes: { true: "True", false: "False" },
  reads: ({ identityAttribute }) => ["username", identityAttribute],
  writes: [],
  run(context) {
    const { comparisonAttribute, comparisonOperation, comparisonValue, identityAttribute } = context.config;
    const identity = subjectOf(context, identityAttribute);
    if (identity === null) return goTo("false", { reason: "no such user" });
    const holds =
      comparisonOperation === "PRESENT"
        ? hasAttribute(context, identity, comparisonAttribute)
        : attributeValues(identity, comparisonAttribute).some((value) => value === comparisonValue);
    return goTo(holds ? "true" : "false");
  },
});
