import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { checkMergeable, isContainer, mergeLayers, mergeObjects, pickDeclared, withoutEntries } from "./containers.ts";
import type { NodeName } from "./node-name.ts";
import { type Budget, createBudget } from "./state-budget.ts";
import { createWriters, type Writers, type Written } from "./writers.ts";

/**
 * The state that nodes share, as PingAM has it: `shared` lives as long as the journey, `transient` as long as the
 * request, `secure` as long as the journey and is never shown. Every change is recorded for the trace.
 */
export interface NodeState {
  /** Transient, then secure, then shared. */
  get(key: string): Json | undefined;
  /** If the value is an object: shared, secure and transient merged, later ones winning. */
  getObject(key: string): JsonObject | undefined;
  isDefined(key: string): boolean;
  keys(): string[];
  /** Overwrites only the shared value; an older transient one still hides it. */
  putShared(key: string, value: Json): void;
  putTransient(key: string, value: Json): void;
  /**
   * Writes several values into shared state and removes their keys from the other two. The entries of a state container
   * (`objectAttributes`) are merged one by one.
   *
   * @throws {journey.state-nested} for an object anywhere else
   */
  mergeShared(values: JsonObject): void;
  /** As {@link mergeShared}, into transient state. */
  mergeTransient(values: JsonObject): void;
  /** Removes the key from all three. */
  remove(key: string): void;
  /** A copy of one of the three, for scripts. */
  snapshot(kind: StateKind): JsonObject;
  /** The node that last wrote a key of shared state; undefined when no node did. */
  writerOf(key: string): NodeName | undefined;
}

export type StateKind = "shared" | "transient" | "secure";

const stateKinds = ["shared", "transient", "secure"] as const;

export interface StateChange {
  readonly state: StateKind;
  readonly key: string;
  readonly change: "set" | "removed";
  readonly value: Json;
}

/** The state of one tree while it runs. An inner tree shares `shared` with its outer tree. */
export interface TreeState extends NodeState {
  /** The changes since the last call, in order. */
  drainChanges(): StateChange[];
  /** The values that are never shown. */
  hidden(): Json[];
  /** One of the three as it is, and as it goes on to change. */
  values(kind: StateKind): ReadonlyMap<string, Json>;
  /** What an inner tree sees: the same shared state, and the hidden values that its nodes declare. */
  forInnerTree(inputs: ReadonlySet<string>): TreeState;
  /** The same state with these secure values, which an inner tree kept while it waited. */
  withSecure(secure: JsonObject): TreeState;
  /** The secure state to keep while the tree waits: its own, and the transient values that later nodes declare. */
  secureForWait(inputs: ReadonlySet<string>): JsonObject;
  /** The same state in the hands of a node, which is remembered as the writer of what it puts there. */
  writtenBy(node: NodeName): TreeState;
  /** Who wrote the shared state, to be kept while the tree waits. */
  writers(): Written[];
}

/** @param written who wrote `shared`, as {@link TreeState.writers} gave it */
export function createTreeState(shared: JsonObject, secure: JsonObject, written: readonly Written[] = []): TreeState {
  const book = { changes: [], writers: createWriters(written), writer: null, spent: createBudget() };
  return treeState(toMap(shared), new Map(), toMap(secure), book);
}

/** What is recorded of changes, and in whose name. */
interface Book {
  readonly changes: StateChange[];
  readonly writers: Writers;
  readonly writer: NodeName | null;
  readonly spent: Budget;
}

function treeState(
  shared: Map<string, Json>,
  transient: Map<string, Json>,
  secure: Map<string, Json>,
  book: Book,
): TreeState {
  const maps = { shared, transient, secure };
  const { changes, writers, writer, spent } = book;
  const put = (state: StateKind, key: string, value: Json): void => {
    spent.take(key, value);
    maps[state].set(key, value);
    changes.push({ state, key, change: "set", value });
    if (state === "shared") writers.set(key, writer);
  };
  const drop = (state: StateKind, key: string): void => {
    if (maps[state].delete(key)) changes.push({ state, key, change: "removed", value: null });
    if (state === "shared") writers.set(key, null);
  };
  const dropEntries = (state: StateKind, key: string, names: ReadonlySet<string>): void => {
    const container = maps[state].get(key);
    if (!isJsonObject(container)) return;
    const rest = withoutEntries(container, names);
    const left = Object.keys(rest).length;
    if (left === 0) drop(state, key);
    else if (left < Object.keys(container).length) put(state, key, rest);
  };
  const merge = (into: StateKind, values: JsonObject): void => {
    checkMergeable(values);
    const others = stateKinds.filter((state) => state !== into);
    for (const [key, value] of Object.entries(values)) {
      if (isContainer(key) && isJsonObject(value)) {
        const before = maps[into].get(key);
        put(into, key, mergeObjects([before, value].filter(isJsonObject)));
        for (const state of others) dropEntries(state, key, new Set(Object.keys(value)));
      } else {
        put(into, key, value);
        for (const state of others) drop(state, key);
      }
    }
  };
  return {
    get: (key) => transient.get(key) ?? secure.get(key) ?? shared.get(key),
    getObject(key) {
      const layers = [shared.get(key), secure.get(key), transient.get(key)].filter(isJsonObject);
      return layers.length === 0 ? undefined : mergeObjects(layers);
    },
    isDefined: (key) => transient.has(key) || secure.has(key) || shared.has(key),
    keys: () => [...new Set([...shared.keys(), ...secure.keys(), ...transient.keys()])],
    putShared: (key, value) => put("shared", key, value),
    putTransient: (key, value) => put("transient", key, value),
    mergeShared: (values) => merge("shared", values),
    mergeTransient: (values) => merge("transient", values),
    remove(key) {
      for (const state of stateKinds) drop(state, key);
    },
    snapshot: (kind) => Object.fromEntries(maps[kind]),
    writerOf: (key) => writers.get(key),
    drainChanges: () => changes.splice(0),
    values: (kind) => maps[kind],
    hidden: () => [...transient.values(), ...secure.values()],
    forInnerTree: (inputs) => treeState(shared, pickDeclared(transient, inputs), pickDeclared(secure, inputs), book),
    withSecure: (kept) => treeState(shared, transient, mergeLayers(secure, toMap(kept)), book),
    writtenBy: (node) => treeState(shared, transient, secure, { changes, writers, writer: node, spent }),
    writers: () => writers.kept(),
    secureForWait: (inputs) => Object.fromEntries(mergeLayers(secure, pickDeclared(transient, inputs))),
  };
}

function toMap(object: JsonObject): Map<string, Json> {
  return new Map(Object.entries(object));
}
