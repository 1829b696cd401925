import type { JsonObject } from "../../../core/json.ts";

/** What a rule may look at: the record, and what the journey knows. */
export interface RuleFacts {
  /** The managedDevice as Graph returned it. */
  readonly device: JsonObject;
  /** The last completed check-in as on the wire, or null. */
  readonly lastSync: string | null;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly person: Person;
}

/** Who the journey says is asking. */
export interface Person {
  /** The user name, or null while nobody is known. */
  readonly username: string | null;
  /** The values of an attribute of that user; none when there is no such user or attribute. */
  attribute(name: string): readonly string[];
}

/** What is wrong, in a sentence that the owner of the device may read; null when the rule is met or off. */
export type Rule<Settings> = (settings: Settings, facts: RuleFacts) => string | null;

export function textOf(device: JsonObject, name: string): string {
  const value = device[name];
  return typeof value === "string" ? value.trim() : "";
}
