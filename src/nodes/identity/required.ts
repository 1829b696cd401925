import type { NodeState } from "../../journey/index.ts";
import { meansUsername } from "../../users/index.ts";
import { collectedValue } from "./collected.ts";
import type { IdentityPolicy } from "./policy.ts";
import { nameIn } from "./subject.ts";

/** The attributes that a new user needs and that were not collected. */
export function missingAttributes({ identity }: IdentityPolicy, state: NodeState): string[] {
  return identity.requiredAttributes.filter((name) => {
    const value = meansUsername(name) ? nameIn({ state }) : collectedValue(state, name);
    return value === undefined || value === null || value === "";
  });
}
