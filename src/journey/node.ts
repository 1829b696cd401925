import type { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import type { Action } from "./action.ts";
import type { Answer } from "./callbacks.ts";
import type { IdentifiedUser, Waiting } from "./execution.ts";
import type { NodeName } from "./node-name.ts";
import type { RequestFacts } from "./request.ts";
import type { NodeState } from "./state.ts";

/** What a node is given when it runs. */
export interface NodeContext<Config, Services> {
  readonly config: Config;
  readonly node: NodeName;
  readonly realm: string;
  readonly journey: string;
  /** The tree that the node stands in: the journey, or an inner tree of it. */
  readonly tree: string;
  /** Who the person has proved to be so far, or null. */
  readonly user: IdentifiedUser | null;
  readonly state: NodeState;
  readonly request: RequestFacts;
  /** The answers to the callbacks that this node sent, or null on its first visit. */
  readonly answers: readonly Answer[] | null;
  /** What this node kept when it sent those callbacks. */
  readonly memory: JsonObject;
  readonly services: Services;
  /** Runs, or goes on with, an inner tree: for InnerTreeEvaluatorNode. */
  runTree(name: string): Promise<TreeEnd>;
  /** Runs a child with its own answers and memory: for PageNode. */
  runChild(id: string, input: { answers: readonly Answer[] | null; memory: JsonObject }): Promise<Action>;
}

/** How an inner tree ended, or what it waits for. */
export type TreeEnd =
  | PlainTreeEnd
  | { readonly kind: "error"; readonly error: unknown; readonly node: NodeName | null };

export type PlainTreeEnd =
  | { readonly kind: "success" }
  | { readonly kind: "failure" }
  | { readonly kind: "waiting"; readonly waiting: Waiting };

/** A node type as its author writes it: data first, code second. */
export interface NodeSource<Schema extends z.ZodType, Services> {
  /** PingAM's `_type._id`. */
  readonly type: string;
  readonly version: number;
  readonly title: string;
  readonly tags: readonly string[];
  /** Validates the attributes; titles, descriptions and defaults stand in its `.meta()`. */
  readonly config: Schema;
  /** Outcome ids and labels in editor order, or how the attributes give them. */
  readonly outcomes: Outcomes | ((config: z.output<Schema>, attributes: JsonObject) => Outcomes);
  /** Shared-state keys that the node reads; `*` for all. A transient value among them survives a wait. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Ids of children, for a page. */
  readonly children?: (config: z.output<Schema>) => readonly string[];
  /** Names of trees that the node runs. */
  readonly trees?: (config: z.output<Schema>) => readonly string[];
  run(context: NodeContext<z.output<Schema>, Services>): Promise<Action> | Action;
}

export type Outcomes = Readonly<Record<string, string>>;

/** A node type as the engine uses it: its configuration type is closed over. */
export interface NodeDefinition<Services> {
  readonly type: string;
  readonly version: number;
  readonly title: string;
  readonly tags: readonly string[];
  readonly config: z.ZodType;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Binds the type to the attributes of one node. @throws {z.ZodError} when they are not valid */
  bind(attributes: JsonObject): BoundNode<Services>;
}

/** A node type bound to the attributes of one node. */
export interface BoundNode<Services> {
  readonly outcomes: Outcomes;
  readonly children: readonly string[];
  readonly trees: readonly string[];
  run(context: Omit<NodeContext<unknown, Services>, "config">): Promise<Action>;
}

/** Makes a node type. The configuration is parsed once, when a journey is loaded, and is typed from then on. */
export function defineNode<Schema extends z.ZodType, Services>(
  source: NodeSource<Schema, Services>,
): NodeDefinition<Services> {
  return {
    type: source.type,
    version: source.version,
    title: source.title,
    tags: source.tags,
    config: source.config,
    reads: source.reads,
    writes: source.writes,
    bind(attributes) {
      const config = source.config.parse(attributes);
      return {
        outcomes: typeof source.outcomes === "function" ? source.outcomes(config, attributes) : source.outcomes,
        children: source.children?.(config) ?? [],
        trees: source.trees?.(config) ?? [],
        run: async (context) => source.run({ ...context, config }),
      };
    },
  };
}
