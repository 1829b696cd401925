import { expect, test } from "vitest";
import { stepOf } from "../client/testing/steps.ts";
import { brokenRuleTexts, ruleTexts } from "./policies.ts";

function callbackWith(output: Record<string, never> | object) {
  const [callback] = stepOf(["ValidatedCreatePasswordCallback", { ...output }]).callbacks;
  if (callback === undefined) throw new Error("no callback");
  return callback;
}

test.each([
  [['{ "policyRequirement": "UNIQUE" }'], ["not be in use already"]],
  [['{"policyRequirement":"MIN_LENGTH","params":{"minLength":8}}'], ["have at least 8 characters"]],
  [['{"policyRequirement":"MIN_LENGTH"}'], ["keep the rule MIN_LENGTH"]],
  [
    ['{"policyRequirement":"constructor"}', "no JSON"],
    ["keep the rule constructor", "keep the rule no JSON"],
  ],
  [[], []],
])("the broken rules %j are told as %j", (failedPolicies, expected) => {
  expect(brokenRuleTexts(callbackWith({ failedPolicies }))).toEqual(expected);
});

test.each([
  [
    {
      policies: [
        { policyRequirements: ["REQUIRED"] },
        { policyRequirements: ["MIN_LENGTH"], params: { minLength: 8 } },
      ],
    },
  ],
  [[{ policyRequirements: ["MIN_LENGTH"], params: { minLength: 8 } }, null, { policyRequirements: 3 }]],
])("the rules %j are told before anything is entered", (policies) => {
  expect(ruleTexts(callbackWith({ policies }))).toEqual(["have at least 8 characters"]);
});
