import type { JsonObject } from "../../core/json.ts";
import type { Action, Answer } from "../../journey/index.ts";
import { type Setting, setUp } from "../../users/testing/fixtures.ts";
import type { NodeServices } from "../services.ts";

/** A real identity store with the user dana in realm /alpha, for nodes that write to it. */
export interface Dana extends Setting {
  readonly shared: { readonly username: "dana" };
  readonly services: Pick<NodeServices, "users" | "clock">;
}

export async function dana(attributes: Readonly<Record<string, readonly string[]>> = {}): Promise<Dana> {
  const setting = setUp();
  await setting.users.create("/alpha", { username: "dana", attributes });
  return {
    ...setting,
    shared: { username: "dana" },
    services: { users: setting.users, clock: setting.clock },
  };
}

/** What a step told the client: the outputs of its callbacks of a type, in order. */
export function outputsOf(action: Action, type: string): Readonly<Record<string, unknown>>[] {
  if (action.kind !== "send") throw new Error(`the node left: ${JSON.stringify(action)}`);
  return action.callbacks
    .filter((callback) => callback.type === type)
    .map(({ output }) => Object.fromEntries(output.map(({ name, value }) => [name, value])));
}

export function memoryOf(action: Action): JsonObject {
  if (action.kind !== "send") throw new Error(`the node left: ${JSON.stringify(action)}`);
  return action.memory ?? {};
}

/** The answer to a hidden value. */
export function hidden(value: string): Answer {
  return { type: "HiddenValueCallback", values: { "": value } };
}
