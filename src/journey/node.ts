import type { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import type { Action } from "./action.ts";
import type { Answer } from "./callbacks.ts";
import type { EndContext, EndEffects } from "./ending.ts";
import type { Waiting } from "./execution.ts";
import type { IdentifiedUser } from "./identified-user.ts";
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
  /** What this node kept when it sent those callbacks, or suspended the journey. */
  readonly memory: JsonObject;
  /** Whether somebody has just followed the link that this node suspended the journey for. */
  readonly resumed: boolean;
  /** False on the journey's first request, which carries no authId yet. */
  readonly authIdPresent: boolean;
  /** Minutes that the journey may take in all, as things stand. */
  readonly treeDuration: number;
  /**
   * The highest auth level that the journey can still succeed with when this node leaves by `outcome`; null when Success
   * cannot be reached from there. A limit from above: what a script does to the level is not known beforehand.
   */
  reachableAuthLevel(outcome: string): number | null;
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
  /** State keys that the node reads, `*` for all, or how its settings give them. A transient value among them survives a wait. */
  readonly reads: readonly string[] | ((config: z.output<Schema>) => readonly string[]);
  readonly writes: readonly string[];
  /** Ids of children, for a page. */
  readonly children?: (config: z.output<Schema>) => readonly string[];
  /** Names of trees that the node runs. */
  readonly trees?: (config: z.output<Schema>) => readonly string[];
  /** Whether the node judges the device: a journey that it ran in cannot be resumed on another one. */
  readonly provesDevice?: true;
  /** Whether any outcome may be connected, because which ones the node has shows only when it runs. */
  readonly anyOutcome?: (config: z.output<Schema>) => boolean;
  /** What the node adds to the auth level. */
  readonly raisesAuthLevel?: (config: z.output<Schema>) => number;
  run(context: NodeContext<z.output<Schema>, Services>): Promise<Action> | Action;
  /** Called once for each hook that the node recorded (`effects.hooks`) when the journey ends, the newest last. */
  atEnd?(context: EndContext<z.output<Schema>, Services>): Promise<EndEffects> | EndEffects;
}

export type Outcomes = Readonly<Record<string, string>>;

/** A node type as the engine uses it: its configuration type is closed over. */
export interface NodeDefinition<Services> {
  readonly type: string;
  readonly version: number;
  readonly title: string;
  readonly tags: readonly string[];
  readonly config: z.ZodType;
  /** `*` when the settings of each node give them. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly provesDevice: boolean;
  /**
   * Whether all that a node of this type does is what its `run` does: it judges no device, raises no auth level, does
   * nothing at the end, and runs neither children nor trees. Only such a type may run inside another one.
   */
  readonly selfContained: boolean;
  /** The outcomes of every node of this type, or null when the settings of each node give them. */
  readonly outcomes: Outcomes | null;
  /** Binds the type to the attributes of one node. @throws {z.ZodError} when they are not valid */
  bind(attributes: JsonObject): BoundNode<Services>;
}

/** A node type bound to the attributes of one node. */
export interface BoundNode<Services> {
  readonly outcomes: Outcomes;
  readonly anyOutcome: boolean;
  readonly children: readonly string[];
  readonly trees: readonly string[];
  readonly reads: readonly string[];
  readonly authLevelRaise: number;
  run(context: Omit<NodeContext<unknown, Services>, "config">): Promise<Action>;
  atEnd(context: Omit<EndContext<unknown, Services>, "config">): Promise<EndEffects>;
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
    reads: typeof source.reads === "function" ? ["*"] : source.reads,
    writes: source.writes,
    provesDevice: source.provesDevice ?? false,
    selfContained: isSelfContained(source),
    outcomes: typeof source.outcomes === "function" ? null : source.outcomes,
    bind(attributes) {
      const config = source.config.parse(attributes);
      return {
        outcomes: typeof source.outcomes === "function" ? source.outcomes(config, attributes) : source.outcomes,
        anyOutcome: source.anyOutcome?.(config) ?? false,
        children: source.children?.(config) ?? [],
        trees: source.trees?.(config) ?? [],
        reads: typeof source.reads === "function" ? source.reads(config) : source.reads,
        authLevelRaise: source.raisesAuthLevel?.(config) ?? 0,
        run: async (context) => source.run(withConfig(context, config)),
        atEnd: async (context) => source.atEnd?.({ ...context, config }) ?? {},
      };
    },
  };
}

/** Named one by one, since a spread of so many costs more than what most nodes do. */
function withConfig<Config, Services>(
  context: Omit<NodeContext<unknown, Services>, "config">,
  config: Config,
): NodeContext<Config, Services> {
  return {
    config,
    node: context.node,
    realm: context.realm,
    journey: context.journey,
    tree: context.tree,
    user: context.user,
    state: context.state,
    request: context.request,
    answers: context.answers,
    memory: context.memory,
    resumed: context.resumed,
    authIdPresent: context.authIdPresent,
    treeDuration: context.treeDuration,
    reachableAuthLevel: context.reachableAuthLevel,
    services: context.services,
    runTree: context.runTree,
    runChild: context.runChild,
  };
}

function isSelfContained<Schema extends z.ZodType, Services>(source: NodeSource<Schema, Services>): boolean {
  const { provesDevice, raisesAuthLevel, atEnd, children, trees } = source;
  return [provesDevice, raisesAuthLevel, atEnd, children, trees].every((part) => part === undefined);
}
