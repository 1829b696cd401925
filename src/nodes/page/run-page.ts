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
type PageContext = Pick<NodeContext<unknown, unknown>, "answers" | "memory" | "runChild">;

/** @throws {nodes.empty-page}, {nodes.metadata-only-page} */
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
    if (action.kind === "waitInside")
      throw nodeErrors.error("nodes.empty-page", { detail: `child ${child} waits inside` });
    effects = combine(effects, action);
    if (action.kind === "goTo") {
      outcome = action.outcome;
      if (earlier !== undefined) asked.push(earlier);
      continue;
    }
    outcome = undefined;
    pending ||= action.callbacks.some((callback) => !isMetadata(callback));
    const callbacks = action.callbacks.map((callback) => ({ ...copy(callback), id: nextId++ }));
    asked.push({ child, callbacks, memory: { ...action.memory } });
  }
  if (pending) return send(inIdOrder(asked), { ...page, ...effects, memory: toMemory(asked) });
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

function combine(so: Effects, action: Effects): Effects {
  const { sessionProperties, identifiedUser, errorMessage, reason, logs } = action;
  return {
    ...so,
    ...(sessionProperties === undefined
      ? {}
      : { sessionProperties: { ...so.sessionProperties, ...sessionProperties } }),
    ...(identifiedUser === undefined ? {} : { identifiedUser }),
    ...(errorMessage === undefined ? {} : { errorMessage }),
    ...(reason === undefined ? {} : { reason }),
    ...(logs === undefined ? {} : { logs: [...(so.logs ?? []), ...logs] }),
  };
}

function copy({ type, output, inputs }: Callback): Omit<Asked["callbacks"][number], "id"> {
  return {
    type,
    output: output.map(({ name, value }) => ({ name, value })),
    inputs: inputs.map(({ suffix, value }) => ({ suffix, value })),
  };
}

function toMemory(asked: readonly Asked[]): JsonObject {
  return { asked: asked.map(({ child, callbacks, memory }) => ({ child, callbacks, memory })) };
}
