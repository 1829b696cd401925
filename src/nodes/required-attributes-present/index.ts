import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { identityResource, isUserResource } from "../identity/config.ts";
import { missingAttributes } from "../identity/required.ts";

/** Whether the journey has collected all that a new user needs. */
export const requiredAttributesDecisionNode = node({
  type: "RequiredAttributesDecisionNode",
  version: 1,
  title: "Required Attributes Present",
  tags: ["identity management"],
  config: z.object({ identityResource }),
  outcomes: { true: "True", false: "False" },
  reads: ["username", "objectAttributes"],
  writes: [],
  run({ config, realm, services, state }) {
    if (!isUserResource(config.identityResource)) return goTo("false", { reason: "the embedded store has users only" });
    const missing = missingAttributes(services.identityPolicy(realm), state);
    return missing.length === 0 ? goTo("true") : goTo("false", { reason: `nothing for ${missing.join(", ")}` });
  },
});
