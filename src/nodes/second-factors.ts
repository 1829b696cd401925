import type { NodeState } from "../journey/index.ts";

/** Which kinds of registered devices the person has used in this journey. */

export const secondFactorsKey = "secondFactors";

export type SecondFactor = "OATH" | "WEB_AUTHN";

export function noteSecondFactor(state: NodeState, factor: SecondFactor): void {
  state.putShared(secondFactorsKey, [...new Set([...secondFactors(state), factor])]);
}

export function secondFactors(state: NodeState): readonly SecondFactor[] {
  const noted = state.get(secondFactorsKey);
  return Array.isArray(noted) ? noted.filter((factor) => factor === "OATH" || factor === "WEB_AUTHN") : [];
}
