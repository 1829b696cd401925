import { describe, expect, it } from "vitest";
import {
  attributeInputCallback,
  consentMappingCallback,
  failedPolicy,
  kbaCreateCallback,
  termsAndConditionsCallback,
  validatedPasswordCallback,
  validatedUsernameCallback,
} from "./callbacks/attributes.ts";
import {
  choiceCallback,
  confirmationCallback,
  hiddenValueCallback,
  languageCallback,
  metadataCallback,
  nameCallback,
  notPressed,
  passwordCallback,
  pollingWaitCallback,
  suspendedTextOutputCallback,
  textInputCallback,
  textOutputCallback,
} from "./callbacks/basic.ts";
import { deviceProfileCallback, idpCallback, redirectCallback, selectIdpCallback } from "./callbacks/outside.ts";
import { answerBoolean, answerNumber, answerText, type Callback } from "./callbacks.ts";

const inputs = { kind: "string", name: "mail", prompt: "E-mail", required: true, value: "" } as const;
const consent = {
  name: "n",
  displayName: "N",
  icon: "i",
  accessLevel: "Actual Profile",
  isRequired: true,
  fields: ["mail"],
  message: "m",
};
const idp = {
  provider: "google",
  clientId: "c",
  redirectUri: "https://am.test",
  scopes: ["openid"],
  nonce: "n",
  acrValues: [],
  request: "",
  requestUri: "",
};

describe("a callback on the wire", () => {
  it.each<[Callback, string, Record<string, unknown>]>([
    [nameCallback("User Name"), "prompt", { "": "" }],
    [passwordCallback("Password"), "prompt", { "": "" }],
    [textInputCallback("p"), "prompt", { "": "" }],
    [textInputCallback("p", "d"), "prompt defaultText", { "": "" }],
    [textOutputCallback("m"), "message messageType", {}],
    [suspendedTextOutputCallback("m"), "message messageType", {}],
    [choiceCallback("p", ["a", "b"], 1), "prompt choices defaultChoice", { "": 1 }],
    [confirmationCallback(["Yes", "No"], 1), "prompt messageType options optionType defaultOption", { "": 1 }],
    [confirmationCallback(["Exit"], 0, notPressed), "prompt messageType options optionType defaultOption", { "": 100 }],
    [hiddenValueCallback("webAuthnOutcome", "false"), "value id", { "": "webAuthnOutcome" }],
    [metadataCallback({ a: 1 }), "data", {}],
    [pollingWaitCallback(5000, "Waiting"), "waitTime message", {}],
    [languageCallback(), "", { Language: "", Country: "" }],
    [
      attributeInputCallback(inputs),
      "name prompt required policies failedPolicies validateOnly value",
      { "": "", validateOnly: false },
    ],
    [
      validatedUsernameCallback("User Name"),
      "policies failedPolicies validateOnly prompt",
      { "": "", validateOnly: false },
    ],
    [
      validatedPasswordCallback("Password"),
      "echoOn policies failedPolicies validateOnly prompt",
      { "": "", validateOnly: false },
    ],
    [
      kbaCreateCallback("p", ["q"], true),
      "prompt predefinedQuestions allowUserDefinedQuestions",
      { question: "", answer: "" },
    ],
    [termsAndConditionsCallback("1", "t", "2026"), "version terms createDate", { "": false }],
    [consentMappingCallback(consent), "name displayName icon accessLevel isRequired fields message", { "": false }],
    [
      redirectCallback({ redirectUrl: "https://idp.test", redirectMethod: "GET" }),
      "redirectUrl redirectMethod trackingCookie",
      {},
    ],
    [deviceProfileCallback(true, false, "m"), "metadata location message", { "": "" }],
    [selectIdpCallback([{ provider: "localAuthentication" }]), "providers value", { "": "" }],
    [
      idpCallback(idp),
      "provider clientId redirectUri scopes nonce acrValues request requestUri",
      { token: "", token_type: "" },
    ],
  ])("has the outputs and inputs of its type: $type", ({ output, inputs }, outputs, expected) => {
    expect(output.map(({ name }) => name).join(" ")).toBe(outputs);
    expect(Object.fromEntries(inputs.map(({ suffix, value }) => [suffix, value]))).toEqual(expected);
  });

  it.each([
    ["string", "", "StringAttributeInputCallback"],
    ["number", 0, "NumberAttributeInputCallback"],
    ["boolean", false, "BooleanAttributeInputCallback"],
  ] as const)("asks for a %s attribute in that kind", (kind, value, type) => {
    const callback = attributeInputCallback({ ...inputs, kind, value });
    expect(callback).toMatchObject({
      type,
      inputs: [
        { suffix: "", value },
        { suffix: "validateOnly", value: false },
      ],
    });
  });

  it("holds failed policies as JSON texts, and durations and message types as text", () => {
    const failedPolicies = [failedPolicy("UNIQUE"), failedPolicy("MIN_LENGTH", { minLength: 8 })];
    expect(validatedUsernameCallback("p", { failedPolicies }).output).toContainEqual({
      name: "failedPolicies",
      value: ['{"policyRequirement":"UNIQUE"}', '{"policyRequirement":"MIN_LENGTH","params":{"minLength":8}}'],
    });
    expect(pollingWaitCallback(5000, "").output[0]?.value).toBe("5000");
    expect(textOutputCallback("", 4).output[1]?.value).toBe("4");
  });
});

describe("an answer is read", () => {
  const answer = (value: string | number | boolean) => ({ type: "T", values: { "": value, other: value } });

  it.each([
    ["text", answer("x"), "x", null, false],
    ["a number", answer(3), "", 3, false],
    ["a number as text", answer("3"), "3", 3, false],
    ["yes", answer(true), "", null, true],
    ["yes as text", answer("true"), "true", null, true],
    ["nothing", undefined, "", null, false],
    ["blank text", answer(" "), " ", null, false],
  ])("as text, number or truth: %s", (_title, given, text, number, truth) => {
    for (const suffix of ["", "other"]) {
      expect([answerText(given, suffix), answerNumber(given, suffix), answerBoolean(given, suffix)]).toEqual([
        text,
        number,
        truth,
      ]);
    }
  });

  it("only where the client put one", () => {
    expect(answerText({ type: "T", values: {} }, "constructor")).toBe("");
  });
});
