import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { identityAttribute, loginCountAttribute } from "../identity/config.ts";
import { loginCount } from "../identity/login-count.ts";
import { subjectOf } from "../identity/subject.ts";

/** Counts a login of the user. */
export const incrementLoginCountNode = node({
  type: "IncrementLoginCountNode",
  version: 1,
  title: "Increment Login Count",
  tags: ["behavioral"],
  config: z.object({ identityAttribute: identityAttribute() }),
  outcomes: { outcome: "Outcome" },
  reads: ({ identityAttribute }) => ["username", identityAttribute],
  writes: [],
  run(context) {
    const { config, realm, services } = context;
    const identity = subjectOf(context, config.identityAttribute);
    if (identity === null) return goTo("outcome", { reason: "no such user: nothing is counted" });
    const { attributes } = services.users.update(realm, identity.username, (before) => ({
      set: { [loginCountAttribute]: [String(loginCount(before) + 1)] },
    }));
    return goTo("outcome", { reason: `login ${loginCount(attributes)}` });
  },
});
