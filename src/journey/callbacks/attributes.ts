import type { Json } from "../../core/json.ts";
import { type Callback, callback } from "../callbacks.ts";

/** Callbacks that collect what is known of a person. */

/** What a value must satisfy, and what an earlier answer did not. */
export interface Policies {
  /** An object as the client shows it; `[]` for none. */
  readonly policies?: Json;
  /** Each is sent as a JSON string, for example `{ "policyRequirement": "UNIQUE" }`. */
  readonly failedPolicies?: readonly string[];
}

const attributeTypes = {
  string: "StringAttributeInputCallback",
  number: "NumberAttributeInputCallback",
  boolean: "BooleanAttributeInputCallback",
} as const;

export interface AttributeInput extends Policies {
  readonly kind: keyof typeof attributeTypes;
  readonly name: string;
  readonly prompt: string;
  readonly required: boolean;
  /** What is known already; its kind is that of `kind`. */
  readonly value: string | number | boolean;
}

/** The answer has the suffixes "" and `validateOnly`. */
export function attributeInputCallback(input: AttributeInput): Callback {
  const { kind, name, prompt, required, value } = input;
  return callback(
    attributeTypes[kind],
    { name, prompt, required, ...shown(input), validateOnly: false, value },
    { "": value, validateOnly: false },
  );
}

/** The answer has the suffixes "" and `validateOnly`. */
export function validatedUsernameCallback(prompt: string, policies: Policies = {}): Callback {
  const outputs = { ...shown(policies), validateOnly: false, prompt };
  return callback("ValidatedCreateUsernameCallback", outputs, { "": "", validateOnly: false });
}

/** The answer has the suffixes "" and `validateOnly`. */
export function validatedPasswordCallback(prompt: string, policies: Policies = {}): Callback {
  const outputs = { echoOn: false, ...shown(policies), validateOnly: false, prompt };
  return callback("ValidatedCreatePasswordCallback", outputs, { "": "", validateOnly: false });
}

/** The answer has the suffixes `question` and `answer`. */
export function kbaCreateCallback(
  prompt: string,
  predefinedQuestions: readonly string[],
  allowUserDefinedQuestions: boolean,
): Callback {
  const outputs = { prompt, predefinedQuestions, allowUserDefinedQuestions };
  return callback("KbaCreateCallback", outputs, { question: "", answer: "" });
}

export function termsAndConditionsCallback(version: string, terms: string, createDate: string): Callback {
  return callback("TermsAndConditionsCallback", { version, terms, createDate }, { "": false });
}

export interface ConsentMapping {
  readonly name: string;
  readonly displayName: string;
  readonly icon: string;
  readonly accessLevel: string;
  readonly isRequired: boolean;
  readonly fields: readonly string[];
  readonly message: string;
}

export function consentMappingCallback(mapping: ConsentMapping): Callback {
  const { name, displayName, icon, accessLevel, isRequired, fields, message } = mapping;
  const outputs = { name, displayName, icon, accessLevel, isRequired, fields, message };
  return callback("ConsentMappingCallback", outputs, { "": false });
}

/** The failed policies of an answer, as the wire has them. */
export function failedPolicy(policyRequirement: string, params?: Readonly<Record<string, Json>>): string {
  return JSON.stringify({ policyRequirement, ...(params === undefined ? {} : { params }) });
}

function shown({ policies = [], failedPolicies = [] }: Policies): {
  policies: Json;
  failedPolicies: readonly string[];
} {
  return { policies, failedPolicies };
}
