import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { isAnonymousSession } from "../anonymous-user/anonymous-session.ts";
import { node } from "../define.ts";

/** Lets the login of somebody replace the session that the same browser has as the anonymous user. */
export const anonymousSessionUpgradeNode = node({
  type: "AnonymousSessionUpgradeNode",
  version: 1,
  title: "Anonymous Session Upgrade",
  tags: ["utilities"],
  config: z.object({}),
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: [],
  run({ realm, request: { existingSession } }) {
    if (existingSession === null || !isAnonymousSession(realm, existingSession)) {
      return goTo("outcome", { reason: "no session of the anonymous user came along" });
    }
    return goTo("outcome", { replacesAnonymous: true });
  },
});
