import type { JsonObject } from "../../core/json.ts";
import { attributeProblem, isUsername, meansUsername } from "../../users/index.ts";
import type { AttributeKind } from "../identity/policy.ts";

/** What the value of an attribute must be like. */

interface Rules {
  readonly required: boolean;
  readonly validateInputs: boolean;
}

interface Requirement {
  readonly policyRequirement: string;
  readonly params?: JsonObject;
}

type Input = AttributeKind & { readonly name: string };

const longest = 4096;
const required: Requirement = { policyRequirement: "REQUIRED" };
const mailFormat: Requirement = { policyRequirement: "VALID_EMAIL_ADDRESS_FORMAT" };
const maxLength: Requirement = { policyRequirement: "MAX_LENGTH", params: { maxLength: longest } };

export function requirementsOn({ name }: Input, rules: Rules): readonly Requirement[] {
  return [...(rules.required ? [required] : []), ...(rules.validateInputs && name === "mail" ? [mailFormat] : [])];
}

/** What cannot be stored fails always; the rest as the node is set to. */
export function failedRequirements(
  { name }: Input,
  value: string | number | boolean,
  rules: Rules,
): readonly Requirement[] {
  if (typeof value !== "string") return [];
  if (value.trim() === "") return rules.required ? [required] : [];
  if (value.length > longest) return [maxLength];
  const problem = meansUsername(name) ? !isUsername(value) : attributeProblem(name, [value]) !== null;
  if (problem) return [{ policyRequirement: "VALID_TYPE" }];
  return rules.validateInputs && name === "mail" && !isMailAddress(value) ? [mailFormat] : [];
}

/** One address as people have them; RFC 5321 allows more, in theory. */
function isMailAddress(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[^\s@<>(),;:"\\[\]\p{Cc}]{1,64}@[^\s@<>(),;:"\\[\]\p{Cc}.]+(?:\.[^\s@<>(),;:"\\[\]\p{Cc}.]+)+$/u.test(text)
  );
}
