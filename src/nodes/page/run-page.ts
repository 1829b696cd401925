import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";
import { jsonSchema } from "../../core/json-schema.ts";
import {
  type Action,
  type Answer,
  type Callback,
  type Effects,
  goTo,
  isMetadata,
  type NodeContext,
  send,
} from "../../journey/index.ts";
import { nodeErrors } from "../errors.ts";

/**
 * How a page runs its children (facts: "Page node"): each child on every submit, with its own callbacks only, in order.
 * As long as one of them asks for more than metadata the page is sent again, with the callbacks of the satisfied ones
 * included under their old ids.
 */

const callbackSchema = z.object({
  type: z.string(),
  output: z.array(z.object({ name: z.string(), value: jsonSchema })),
  inputs: z.array(z.object({ suffix: z.string(), value: jsonSchema })),
  id: z.number(),
});

/** What a child asked last: its callbacks, numbered, and what it wants to remember. */
const askedSchema = z.object({
  child: z.string(),
  callbacks: z.array(callbackSchema),
  memory: z.record(z.string(), jsonSchema),
});

const memorySchema = z.object({ asked: z.array(askedSchema).default([]) });

type Asked = z.output<typeof askedSchema>;
type ChildAction = Extract<Action, { kind: "goTo" | "send" }>;
type PageContext = Pick<NodeContext<unknown, unknown>, "answers" | "memory" | "runChild" | "state">;

/** Which child each callback on the page belongs to, by callback id: in shared state as long as the page is shown. */
const callbacksKey = "pageNodeCallbacks";

/** @throws {nodes.empty-page}, {nodes.metadata-only-page}, {nodes.page-suspends} */
export async function runPage(context: PageContext, children: readonly string[], page: Effects): Promise<Action> {
  const before = memorySchema.parse(context.memory).asked;
  const answersOf = dealAnswers(before, context.answers);
  let nextId = Math.max(-1, ...before.flatMap(({ callbacks }) => callbacks.map(({ id }) => id))) + 1;
  const asked: Asked[] = [];
  let effects: Effects = {};
  let outcome: string | undefined;
  let pending = false;
  for (const child of children) {
    const earlier = before.find((entry) => entry.child === child);
    const action = await context.runChild(child, { answers: answersOf(child), memory: earlier?.memory ?? {} });
    if (action.kind === "waitInside" || action.kind === "suspend") {
      throw nodeErrors.error("nodes.page-suspends", { detail: `child ${child} of the page waits for something else` });
    }
    effects = combine(effects, action);
    if (action.kind === "goTo") {
      outcome = action.outcome;
      if (earlier !== undefined) asked.push(earlier);
      continue;
    }
    outcome = undefined;
    pending ||= action.callbacks.some((callback) => !isMetadata(callback));
    const callbacks = action.callbacks.map((callback) => copy(callback, nextId++));
    asked.push({ child, callbacks, memory: { ...action.memory } });
  }
  if (pending) {
    context.state.putShared(callbacksKey, ownersOf(asked, children));
    return send(inIdOrder(asked), { ...page, ...effects, memory: toMemory(asked) });
  }
  if (context.state.isDefined(callbacksKey)) context.state.remove(callbacksKey);
  if (outcome !== undefined) return goTo(outcome, effects);
  if (children.length === 0) throw nodeErrors.error("nodes.empty-page", { detail: "the page has no nodes" });
  throw nodeErrors.error("nodes.metadata-only-page", { detail: "No outcome and only metadata callbacks found" });
}

/** Gives each child the answers to its own callbacks, which the client returned in id order. */
function dealAnswers(before: readonly Asked[], answers: readonly Answer[] | null): (child: string) => Answer[] | null {
  if (answers === null) return () => null;
  const order = inIdOrder(before).map(({ id }) => id);
  return (child) => {
    const entry = before.find((candidate) => candidate.child === child);
    if (entry === undefined) return null;
    return entry.callbacks.flatMap(({ id }) => answers[order.indexOf(id)] ?? []);
  };
}

function inIdOrder(asked: readonly Asked[]): (Callback & { readonly id: number })[] {
  return asked.flatMap(({ callbacks }) => callbacks).sort((a, b) => a.id - b.id);
}

function ownersOf(asked: readonly Asked[], children: readonly string[]): JsonObject {
  const owners = asked.flatMap(({ child, callbacks }) =>
    callbacks.map(({ id }) => [id, children.indexOf(child)] as const),
  );
  return Object.fromEntries(owners);
}

/** Adds what a child wants besides. Its look, its hooks and its webhooks end with the page. */
function combine(so: Effects, action: ChildAction): Effects {
  const { header, description, stage, hooks, logoutWebhook, ...effects } = effectsOf(action);
  return {
    ...so,
    ...effects,
    sessionProperties: { ...so.sessionProperties, ...effects.sessionProperties },
    logs: [...(so.logs ?? []), ...(effects.logs ?? [])],
  };
}

function effectsOf(action: ChildAction): Effects {
  if (action.kind === "goTo") {
    const { kind, outcome, ...effects } = action;
    return effects;
  }
  const { kind, callbacks, memory, ...effects } = action;
  return effects;
}

function copy({ type, output, inputs }: Callback, id: number): Asked["callbacks"][number] {
  return {
    type,
    output: output.map(({ name, value }) => ({ name, value })),
    inputs: inputs.map(({ suffix, value }) => ({ suffix, value })),
    id,
  };
}

function toMemory(asked: readonly Asked[]): JsonObject {
  return { asked: asked.map(({ child, callbacks, memory }) => ({ child, callbacks, memory })) };
}
