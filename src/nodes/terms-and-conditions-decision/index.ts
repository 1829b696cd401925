import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { attributeValues } from "../../users/index.ts";
import { node } from "../define.ts";
import { identityAttribute } from "../identity/config.ts";
import { subjectOf } from "../identity/subject.ts";

/** Whether the user has accepted the terms and conditions that are in force. */
export const termsAndConditionsDecisionNode = node({
  type: "TermsAndConditionsDecisionNode",
  version: 1,
  title: "Terms and Conditions Decision",
  tags: ["identity management"],
  config: z.object({ identityAttribute: identityAttribute() }),
  outcomes: { true: "True", false: "False" },
  reads: ({ identityAttribute }) => ["username", identityAttribute],
  writes: [],
  run(context) {
    const { config, realm, services } = context;
    const identity = subjectOf(context, config.identityAttribute);
    if (identity === null) return goTo("false", { reason: "no such user" });
    const [accepted = null] = attributeValues(identity, "termsAccepted/termsVersion");
    const version = services.identityPolicy(realm).termsAndConditions?.version;
    return goTo(accepted !== null && accepted === version ? "true" : "false", { reason: `accepted: ${accepted}` });
  },
});
