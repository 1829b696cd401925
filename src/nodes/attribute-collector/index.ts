import { z } from "zod";
import type { Json } from "../../core/json.ts";
import {
  type Answer,
  answerBoolean,
  answerNumber,
  answerText,
  attributeInputCallback,
  type Callback,
  goTo,
  type NodeContext,
  send,
} from "../../journey/index.ts";
import { attributeValues, type Identity } from "../../users/index.ts";
import { node } from "../define.ts";
import { collect, collectedValue } from "../identity/collected.ts";
import { identityAttribute } from "../identity/config.ts";
import { type AttributeKind, attributeKind } from "../identity/policy.ts";
import { failedOf, policiesOf } from "../identity/requirements.ts";
import { subjectOf } from "../identity/subject.ts";
import type { NodeServices } from "../services.ts";
import { failedRequirements, requirementsOn } from "./requirements.ts";

const config = z.object({
  attributesToCollect: z
    .array(z.string().regex(/^\/?[A-Za-z][\w.:/-]{0,63}$/, "is not the name of an attribute"))
    .min(1)
    .max(64)
    .transform((names) => names.map((name) => name.replace(/^\//, "")))
    .refine((names) => !names.includes("password"), "cannot collect a password: Platform Password does")
    .meta({ title: "Attributes to Collect", description: "Names of the attributes that are asked for, in order." }),
  required: z.boolean().default(false).meta({
    title: "All Attributes Required",
    description: "Go on only when every one has a value.",
  }),
  validateInputs: z.boolean().default(false).meta({
    title: "Validate Input",
    description: "Go on only when every value can be one of its attribute.",
  }),
  identityAttribute: identityAttribute(),
});

type Context = NodeContext<z.output<typeof config>, NodeServices>;

/** Asks for attributes of the person. */
export const attributeCollectorNode = node({
  type: "AttributeCollectorNode",
  version: 1,
  title: "Attribute Collector",
  tags: ["identity management"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: ({ identityAttribute, attributesToCollect }) => ["username", identityAttribute, ...attributesToCollect],
  writes: ["objectAttributes"],
  run(context) {
    const { answers, config, services, realm, state } = context;
    const policy = services.identityPolicy(realm);
    const inputs = config.attributesToCollect.map((name) => ({ name, ...attributeKind(policy, name) }));
    if (answers === null) {
      const known = knownIdentity(context);
      return send(inputs.map((input) => asked(config, input, initialValue(context, known, input))));
    }
    const given = inputs.map((input, index) => {
      const value = answered(answers[index], input.type);
      return { input, value, failed: failedRequirements(input, value, config) };
    });
    const onlyValidates = answers.some((answer) => answerBoolean(answer, "validateOnly"));
    if (onlyValidates || given.some(({ failed }) => failed.length > 0)) {
      return send(given.map(({ input, value, failed }) => asked(config, input, value, failedOf(failed))));
    }
    for (const { input, value } of given) collect(state, input.name, value === "" ? null : value);
    return goTo("outcome");
  },
});

type Input = AttributeKind & { readonly name: string };
type Value = string | number | boolean;

function asked(
  config: Context["config"],
  input: Input,
  value: Value,
  failedPolicies: readonly string[] = [],
): Callback {
  const { name, title, type } = input;
  const policies = policiesOf(name, requirementsOn(input, config));
  const { required } = config;
  return attributeInputCallback({ kind: type, name, prompt: title, required, policies, failedPolicies, value });
}

/** Only the person whose profile it is sees what is in it. */
function knownIdentity(context: Context): Identity | null {
  return context.user === null ? null : subjectOf(context, context.config.identityAttribute);
}

function initialValue({ state }: Context, known: Identity | null, { name, type }: Input): Value {
  const collected = collectedValue(state, name) ?? (known === null ? undefined : attributeValues(known, name)[0]);
  return ofType(collected ?? null, type);
}

function ofType(value: Json, type: Input["type"]): Value {
  if (type === "boolean") return value === true || value === "true";
  if (type === "number") return Number.isSafeInteger(Number(value)) ? Number(value) : 0;
  return typeof value === "string" ? value : "";
}

function answered(answer: Answer | undefined, type: Input["type"]): Value {
  if (type === "boolean") return answerBoolean(answer);
  if (type === "number") return answerNumber(answer) ?? 0;
  return answerText(answer);
}
