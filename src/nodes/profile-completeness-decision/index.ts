import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { identityAttribute } from "../identity/config.ts";
import { hasAttribute, subjectOf } from "../identity/subject.ts";

const config = z.object({
  threshold: z.int().min(0).max(100).meta({
    title: "Profile Completeness Threshold",
    description: "Per cent of the profile's attributes that need a value.",
  }),
  identityAttribute: identityAttribute(),
});

/** Whether enough of the user's profile is filled in. */
export const profileCompletenessDecisionNode = node({
  type: "ProfileCompletenessDecisionNode",
  version: 1,
  title: "Profile Completeness Decision",
  tags: ["identity management"],
  config,
  outcomes: { true: "True", false: "False" },
  reads: ({ identityAttribute }) => ["username", identityAttribute],
  writes: [],
  run(context) {
    const { config, realm, services } = context;
    const identity = subjectOf(context, config.identityAttribute);
    if (identity === null) return goTo("false", { reason: "no such user" });
    const { profileAttributes } = services.identityPolicy(realm).identity;
    const filled = profileAttributes.filter((name) => hasAttribute(context, identity, name)).length;
    const percent = profileAttributes.length === 0 ? 100 : (100 * filled) / profileAttributes.length;
    return goTo(percent >= config.threshold ? "true" : "false", { reason: `${Math.floor(percent)} % complete` });
  },
});
