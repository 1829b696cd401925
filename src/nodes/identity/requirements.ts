import type { JsonObject } from "../../core/json.ts";
import { failedPolicy } from "../../journey/index.ts";
import type { FailedPolicy, PasswordPolicy } from "../../users/index.ts";

/** Requirements on values, in the shapes in which callbacks tell them. */

interface Requirement {
  readonly policyRequirement: string;
  readonly params?: JsonObject;
}

/** What a value must satisfy: the `policies` of a callback. */
export function policiesOf(name: string, requirements: readonly Requirement[]): JsonObject {
  return {
    name,
    policyRequirements: requirements.map(({ policyRequirement }) => policyRequirement),
    policies: requirements.map(({ policyRequirement, params }) => ({
      policyRequirements: [policyRequirement],
      policyId: policyRequirement.toLowerCase().replaceAll("_", "-"),
      ...(params === undefined ? {} : { params }),
    })),
  };
}

export function passwordRequirements({ minLength }: PasswordPolicy): readonly Requirement[] {
  return [{ policyRequirement: "REQUIRED" }, { policyRequirement: "MIN_LENGTH", params: { minLength } }];
}

/** What a value did not satisfy: the `failedPolicies` of a callback. */
export function failedOf(failed: readonly (FailedPolicy | Requirement)[]): string[] {
  return failed.map(({ policyRequirement, params }) => failedPolicy(policyRequirement, params));
}
