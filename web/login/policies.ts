import { isJsonObject, type Json, type JsonObject } from "../../src/core/json.ts";
import { type Callback, outputTexts, parseJson } from "../client/index.ts";
import { texts } from "./texts.ts";

/** The rules that a value must keep, each in words, without repetition. */
export function ruleTexts(callback: Callback): readonly string[] {
  const policies = callback.output.get("policies");
  const list = isJsonObject(policies) ? policies.policies : policies;
  const rules = (Array.isArray(list) ? list : []).filter(isJsonObject).flatMap((policy) => {
    const { policyRequirements: names, params } = policy;
    return (Array.isArray(names) ? names : []).map((name) => ruleText(name, params));
  });
  // That something must be entered is said by the field itself.
  return unique(rules.filter((rule) => rule !== texts.rules.REQUIRED));
}

/** The rules that the last answer broke: `failedPolicies` are JSON texts such as `{"policyRequirement":"UNIQUE"}`. */
export function brokenRuleTexts(callback: Callback): readonly string[] {
  return unique(
    outputTexts(callback, "failedPolicies").map((text) => {
      const policy = parseJson(text);
      return isJsonObject(policy) ? ruleText(policy.policyRequirement, policy.params) : named(text);
    }),
  );
}

/** A rule by its wire name; its name when this page has no words for it. */
function ruleText(name: Json | undefined, params: Json | undefined): string {
  const key = typeof name === "string" ? name : "";
  const given: JsonObject = isJsonObject(params) ? params : {};
  const [amount] = Object.values(given).filter((value) => typeof value === "number" || typeof value === "string");
  const known: ReadonlyMap<string, string | ((amount: string) => string)> = new Map(Object.entries(texts.rules));
  const text = known.get(key) ?? named(key);
  if (typeof text === "string") return text;
  return amount === undefined ? named(key) : text(String(amount));
}

function named(key: string): string {
  return key === "" ? "" : texts.ruleNamed(key);
}

function unique(rules: readonly string[]): string[] {
  return [...new Set(rules)].filter((rule) => rule !== "");
}
