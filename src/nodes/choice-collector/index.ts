import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";
import {
  type Action,
  answerNumber,
  choiceCallback,
  goTo,
  integerOf,
  type NodeContext,
  send,
} from "../../journey/index.ts";
import { node } from "../define.ts";
import { nodeErrors } from "../errors.ts";
import type { NodeServices } from "../services.ts";

const config = z.object({
  choices: z.array(z.string().min(1).max(500)).max(100).default([]).meta({
    title: "Choices",
    description: "What can be chosen; each is an outcome.",
  }),
  defaultChoice: z
    .string()
    .max(500)
    .nullish()
    .meta({ title: "Default Choice", description: "What is chosen to begin with." }),
  prompt: z.string().max(2000).nullish().meta({ title: "Prompt", description: "What the person is asked." }),
});

type Context = NodeContext<z.output<typeof config>, NodeServices>;

/** Lets the person choose the way on. */
export const choiceCollectorNode = node({
  type: "ChoiceCollectorNode",
  version: 1,
  title: "Choice Collector",
  tags: ["utilities"],
  config,
  outcomes: ({ choices }) => Object.fromEntries(choices.map((choice) => [choice, choice])),
  reads: ["targetAuthLevel"],
  writes: [],
  run(context) {
    const chosen = chosenOf(context.memory, answerNumber(context.answers?.[0]));
    return chosen === undefined ? ask(context) : goTo(chosen, { reason: `chosen: ${chosen}` });
  },
});

/** @throws {nodes.no-choice} when there is nothing to choose, or nothing that reaches the auth level asked for */
function ask(context: Context): Action {
  const { choices, defaultChoice, prompt } = context.config;
  const offered = reachable(context, choices);
  const [only] = offered;
  if (only === undefined) {
    throw nodeErrors.error("nodes.no-choice", { detail: "no choice leads to the auth level that was asked for" });
  }
  if (offered.length === 1 && choices.length > 1)
    return goTo(only, { reason: `the only choice that suffices: ${only}` });
  const preset = Math.max(0, offered.indexOf(defaultChoice ?? ""));
  return send([choiceCallback(prompt ?? "", offered, preset)], { memory: { offered } });
}

/** Without a target level every choice; with one, those that can still reach it. */
function reachable({ state, reachableAuthLevel }: Context, choices: readonly string[]): readonly string[] {
  const target = integerOf(state.get("targetAuthLevel"));
  if (target === null) return choices;
  return choices.filter((choice) => (reachableAuthLevel(choice) ?? Number.NEGATIVE_INFINITY) >= target);
}

/** The index counts in the list that was offered, which the target level may have shortened. */
function chosenOf({ offered }: JsonObject, index: number | null): string | undefined {
  const choice = Array.isArray(offered) && index !== null ? offered[index] : undefined;
  return typeof choice === "string" ? choice : undefined;
}
