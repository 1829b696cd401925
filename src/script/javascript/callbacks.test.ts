import { beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../../core/json.ts";
import { type TestSandbox, testSandbox } from "../testing/scripts.ts";

let nextGen: TestSandbox;
let legacy: TestSandbox;
beforeAll(async () => {
  nextGen = await testSandbox("next-gen");
  legacy = await testSandbox("legacy");
});

const policies = `{ name: "p" }`;
const failed = `[{ policyRequirement: "X" }]`;
const failedText = ['{"policyRequirement":"X"}'];

/** Arguments of both APIs, and what comes of them: type, outputs, inputs. */
const rows: [method: string, args: string, type: string, output: object, inputs: object, legacyClass?: string][] = [
  [
    "textOutput",
    `0, "m"`,
    "TextOutputCallback",
    { message: "m", messageType: "0" },
    {},
    "javax.security.auth.callback",
  ],
  [
    "suspendedTextOutput",
    `1, "m"`,
    "SuspendedTextOutputCallback",
    { message: "m", messageType: "1" },
    {},
    "org.forgerock.openam.auth.node.api",
  ],
  [
    "scriptTextOutput",
    `"js"`,
    "TextOutputCallback",
    { message: "js", messageType: "4" },
    {},
    "com.sun.identity.authentication.callbacks",
  ],
  [
    "hiddenValue",
    `"id", "v"`,
    "HiddenValueCallback",
    { value: "v", id: "id" },
    { "": "id" },
    "com.sun.identity.authentication.callbacks",
  ],
  [
    "choice",
    `"p", ["a", "b"], 1, false`,
    "ChoiceCallback",
    { prompt: "p", choices: ["a", "b"], defaultChoice: 1 },
    { "": 1 },
    "javax.security.auth.callback",
  ],
  ["name", `"p"`, "NameCallback", { prompt: "p" }, { "": "" }, "javax.security.auth.callback"],
  ["name", `"p", "d"`, "NameCallback", { prompt: "p" }, { "": "d" }, "javax.security.auth.callback"],
  [
    "password",
    `"p", true`,
    "PasswordCallback",
    { prompt: "p", echoOn: true },
    { "": "" },
    "javax.security.auth.callback",
  ],
  ["textInput", `"p"`, "TextInputCallback", { prompt: "p" }, { "": "" }, "javax.security.auth.callback"],
  [
    "textInput",
    `"p", "d"`,
    "TextInputCallback",
    { prompt: "p", defaultText: "d" },
    { "": "" },
    "javax.security.auth.callback",
  ],
  [
    "redirect",
    `"https://x.test", { a: 1 }, "POST", true`,
    "RedirectCallback",
    { redirectUrl: "https://x.test", redirectMethod: "POST", trackingCookie: true, redirectData: { a: 1 } },
    {},
    "com.sun.identity.authentication.spi",
  ],
  ["metadata", `{ k: [1] }`, "MetadataCallback", { data: { k: [1] } }, {}, "com.sun.identity.authentication.spi"],
  [
    "stringAttributeInput",
    `"mail", "Mail", "a", true`,
    "StringAttributeInputCallback",
    { name: "mail", prompt: "Mail", required: true, policies: {}, failedPolicies: [], validateOnly: false, value: "a" },
    { "": "a", validateOnly: false },
    "org.forgerock.openam.authentication.callbacks",
  ],
  [
    "numberAttributeInput",
    `"n", "N", 5, false, ${policies}, true`,
    "NumberAttributeInputCallback",
    {
      name: "n",
      prompt: "N",
      required: false,
      policies: { name: "p" },
      failedPolicies: [],
      validateOnly: true,
      value: 5,
    },
    { "": 5, validateOnly: true },
    "org.forgerock.openam.authentication.callbacks",
  ],
  [
    "booleanAttributeInput",
    `"b", "B", true, false, ${policies}, false, ${failed}`,
    "BooleanAttributeInputCallback",
    {
      name: "b",
      prompt: "B",
      required: false,
      policies: { name: "p" },
      failedPolicies: failedText,
      validateOnly: false,
      value: true,
    },
    { "": true, validateOnly: false },
    "org.forgerock.openam.authentication.callbacks",
  ],
  [
    "confirmation",
    `0, ["Yes", "No"], 1`,
    "ConfirmationCallback",
    { prompt: "", messageType: 0, options: ["Yes", "No"], optionType: -1, defaultOption: 1 },
    { "": 0 },
    "javax.security.auth.callback",
  ],
  [
    "confirmation",
    `"p", 0, 1, 2`,
    "ConfirmationCallback",
    { prompt: "p", messageType: 0, options: [], optionType: 1, defaultOption: 2 },
    { "": 0 },
    "javax.security.auth.callback",
  ],
  ["language", `"de", "CH"`, "LanguageCallback", {}, { Language: "de", Country: "CH" }],
  [
    "idP",
    `"google", "c", "https://r.test", ["openid"], "n", "", "", ["1"], false`,
    "IdPCallback",
    {
      provider: "google",
      clientId: "c",
      redirectUri: "https://r.test",
      scopes: ["openid"],
      nonce: "n",
      acrValues: ["1"],
      request: "",
      requestUri: "",
    },
    { token: "", token_type: "" },
    "org.forgerock.openam.authentication.callbacks",
  ],
  [
    "pollingWait",
    `"5000", "w"`,
    "PollingWaitCallback",
    { waitTime: "5000", message: "w" },
    {},
    "org.forgerock.openam.authentication.callbacks",
  ],
  [
    "validatedPassword",
    `"p", false, ${policies}, true`,
    "ValidatedCreatePasswordCallback",
    { prompt: "p", echoOn: false, policies: { name: "p" }, failedPolicies: [], validateOnly: true },
    { "": "", validateOnly: true },
    "org.forgerock.openam.authentication.callbacks",
  ],
  [
    "validatedUsername",
    `"p", ${policies}, false, ${failed}`,
    "ValidatedCreateUsernameCallback",
    { prompt: "p", policies: { name: "p" }, failedPolicies: failedText, validateOnly: false },
    { "": "", validateOnly: false },
    "org.forgerock.openam.authentication.callbacks",
  ],
  [
    "consentMapping",
    `"n", "d", "i", "a", ["t"], "m", true`,
    "ConsentMappingCallback",
    { name: "n", displayName: "d", icon: "i", accessLevel: "a", isRequired: true, fields: ["t"], message: "m" },
    { "": false },
  ],
  [
    "consentMapping",
    `{ name: "n", displayName: "d" }, "m", false`,
    "ConsentMappingCallback",
    { name: "n", displayName: "d", icon: "", accessLevel: "", isRequired: false, fields: [], message: "m" },
    { "": false },
  ],
  [
    "deviceProfile",
    `true, false, "m"`,
    "DeviceProfileCallback",
    { metadata: true, location: false, message: "m" },
    { "": "" },
  ],
  [
    "kbaCreate",
    `"p", ["q"], true`,
    "KbaCreateCallback",
    { prompt: "p", predefinedQuestions: ["q"], allowUserDefinedQuestions: true },
    { question: "", answer: "" },
  ],
  ["selectIdP", `[{ provider: "g" }]`, "SelectIdPCallback", { providers: [{ provider: "g" }], value: "" }, { "": "" }],
  [
    "termsAndConditions",
    `"1", "t", "2026-01-01"`,
    "TermsAndConditionsCallback",
    { version: "1", terms: "t", createDate: "2026-01-01" },
    { "": false },
  ],
];

const asWire = (type: string, output: object, inputs: object) => {
  const fields = (object: object) => Object.entries(object).map(([name, value]) => ({ name, value }));
  return { type, output: expect.arrayContaining(fields(output)), inputs: fields(inputs) };
};

describe("callbacksBuilder sends", () => {
  it.each(rows)("%sCallback(%s) as %s", (method, args, type, output, inputs) => {
    const { callbacks } = nextGen.run(`callbacksBuilder.${method}Callback(${args})`);
    expect(callbacks).toEqual([asWire(type, output, inputs)]);
    expect(callbacks[0]?.output).toHaveLength(Object.keys(output).length);
  });
});

describe("a legacy script sends", () => {
  const legacyNames: Record<string, string> = {
    ValidatedCreatePasswordCallback: "ValidatedPasswordCallback",
    ValidatedCreateUsernameCallback: "ValidatedUsernameCallback",
  };
  it.each(rows.filter((row) => row[5] !== undefined))("%s(%s) as %s", (method, args, type, output, inputs, path) => {
    const name = method === "scriptTextOutput" ? "ScriptTextOutputCallback" : (legacyNames[type] ?? type);
    const source = `action = org.forgerock.openam.auth.node.api.Action.send(new ${path}.${name}(${args})).build()`;
    expect(legacy.run(source).callbacks).toEqual([asWire(type, output, inputs)]);
  });
});

describe("next-gen callbacks read", () => {
  const answered = (
    type: string,
    value: Json,
    values: Record<string, Json> = {},
    output: Record<string, Json> = {},
  ) => ({
    type,
    value,
    values: { "": value, ...values },
    output: Object.entries(output).map(([name, entry]) => ({ name, value: entry })),
  });
  it.each<[string, ReturnType<typeof answered>, string]>([
    ["getNameCallbacks", answered("NameCallback", "n"), `["n"]`],
    ["getPasswordCallbacks", answered("PasswordCallback", "p"), `["p"]`],
    ["getTextInputCallbacks", answered("TextInputCallback", "t"), `["t"]`],
    ["getStringAttributeInputCallbacks", answered("StringAttributeInputCallback", "s"), `["s"]`],
    ["getNumberAttributeInputCallbacks", answered("NumberAttributeInputCallback", 5), `[5]`],
    ["getBooleanAttributeInputCallbacks", answered("BooleanAttributeInputCallback", true), `[true]`],
    ["getConsentMappingCallbacks", answered("ConsentMappingCallback", true), `[true]`],
    ["getTermsAndConditionsCallbacks", answered("TermsAndConditionsCallback", false), `[false]`],
    ["getConfirmationCallbacks", answered("ConfirmationCallback", 1), `[1]`],
    ["getChoiceCallbacks", answered("ChoiceCallback", 2), `[[2]]`],
    ["getLanguageCallbacks", answered("LanguageCallback", null, { Language: "de", Country: "CH" }), `["de_CH"]`],
    ["getDeviceProfileCallbacks", answered("DeviceProfileCallback", "{}"), `["{}"]`],
    ["getSelectIdPCallbacks", answered("SelectIdPCallback", "google"), `["google"]`],
    ["getHiddenValueCallbacks", answered("HiddenValueCallback", "v", {}, { id: "h" }), `{"h":"v"}`],
    [
      "getValidatedUsernameCallbacks",
      answered("ValidatedCreateUsernameCallback", "u", { validateOnly: true }),
      `[{"value":"u","validateOnly":true}]`,
    ],
    [
      "getValidatedPasswordCallbacks",
      answered("ValidatedCreatePasswordCallback", "p", { validateOnly: false }),
      `[{"value":"p","validateOnly":false}]`,
    ],
    [
      "getKbaCreateCallbacks",
      answered("KbaCreateCallback", null, { question: "q", answer: "a" }),
      `[{"selectedQuestion":"q","selectedAnswer":"a"}]`,
    ],
    [
      "getIdpCallbacks",
      answered("IdPCallback", null, { token: "t", token_type: "id_token" }, { provider: "g", scopes: ["openid"] }),
      `[{"nodeName":null,"provider":"g","clientId":null,"redirectUri":null,"scope":["openid"],"nonce":null,"request":null,` +
        `"requestUri":null,"acrValues":null,"token":"t","tokenType":"id_token","userInfo":null,"requestNativeAppForUserInfo":false}]`,
    ],
  ])("%s", (method, callback, expected) => {
    const source = `action.goTo(JSON.stringify(callbacks.${method}()) + callbacks.isEmpty())`;
    expect(nextGen.run(source, { callbacks: [callback] }).outcome).toBe(`${expected}false`);
    expect(nextGen.run(source).outcome).toBe(method === "getHiddenValueCallbacks" ? "{}true" : "[]true");
  });
});
