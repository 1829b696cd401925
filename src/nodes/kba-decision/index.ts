import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { identityAttribute } from "../identity/config.ts";
import { subjectOf } from "../identity/subject.ts";

/** Whether the user has answered as many security questions as the realm asks for. */
export const kbaDecisionNode = node({
  type: "KbaDecisionNode",
  version: 1,
  title: "KBA Decision",
  tags: ["identity management"],
  config: z.object({ identityAttribute: identityAttribute() }),
  outcomes: { true: "True", false: "False" },
  reads: ({ identityAttribute }) => ["username", identityAttribute],
  writes: [],
  run(context) {
    const { config, realm, services } = context;
    const identity = subjectOf(context, config.identityAttribute);
    if (identity === null) return goTo("false", { reason: "no such user" });
    const { minimumAnswersToDefine } = services.identityPolicy(realm).securityQuestions;
    const answered = services.users.securityQuestions(realm, identity.username).list().length;
    return goTo(answered >= minimumAnswersToDefine ? "true" : "false", { reason: `${answered} questions answered` });
  },
});
