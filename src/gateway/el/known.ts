import type { ElObject, ElValue } from "./values.ts";

/** What names stand for, known before any request: `request.uri.path` becomes one function that reads a path. */

/** Computes a value from what an evaluation is about. */
export type Evaluate<Around> = (around: Around) => ElValue;

/** Bodies that an expression reads; somebody must have them in memory first. */
export type Need = "request" | "response";

export interface Known<Around> {
  readonly read: Evaluate<Around>;
  /** Members that can be read without making the object. */
  readonly members: ReadonlyMap<string, Known<Around>>;
  /** Reads a member that only a request has: a header, a session value. */
  readonly at: ((around: Around, name: string) => ElValue) | undefined;
  readonly need: Need | undefined;
}

/** A value without known members. */
export function known<Around>(read: Evaluate<Around>, need?: Need): Known<Around> {
  return { read, members: new Map(), at: undefined, need };
}

/** A map whose members depend on the request. */
export function knownMap<Around>(map: {
  at(around: Around, name: string): ElValue;
  keys(around: Around): readonly string[];
}): Known<Around> {
  return knownObject({}, map);
}

/** An object with members of fixed names, besides those that `map` finds. */
export function knownObject<Around>(
  members: Readonly<Record<string, Known<Around>>>,
  more: {
    at?(around: Around, name: string): ElValue;
    keys?(around: Around): readonly string[];
    text?(around: Around): string;
    /** Whether there is an object at all; by default always. */
    exists?(around: Around): boolean;
    need?: Need;
  } = {},
): Known<Around> {
  const table = new Map(Object.entries(members));
  const names = [...table.keys()];
  const read = (around: Around): ElObject | null => {
    if (more.exists?.(around) === false) return null;
    const keys = (): readonly string[] => [...names, ...(more.keys?.(around) ?? [])];
    const member = (name: string): ElValue => table.get(name)?.read(around) ?? more.at?.(around, name) ?? null;
    const text = (): string => `{${keys().join(", ")}}`;
    return { member, keys, text: () => more.text?.(around) ?? text() };
  };
  return { read, members: table, at: more.at, need: more.need };
}

/** A map from names to lists; a name that is not there is null, so that `headers['X'][0]` is null too. */
export function listOrNull(values: readonly ElValue[]): ElValue {
  return values.length === 0 ? null : values;
}
