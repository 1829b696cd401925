import type { JsonObject } from "../core/json.ts";
import type { BoundNode, NodeDefinition } from "./node.ts";

/** PingAM's ids of the two ends that every tree shares. */
export const successId = "70e691a5-1e33-4ac3-a356-e7b6d60d92e0";
export const failureId = "e301438c-0bd0-429c-ab0c-66126501069a";

/** A journey that has been loaded and checked: every node known and configured, every connection leading somewhere. */
export interface Journey<Services> {
  readonly name: string;
  readonly entryNodeId: string;
  readonly enabled: boolean;
  readonly innerTreeOnly: boolean;
  readonly noSession: boolean;
  readonly mustRun: boolean;
  /** Minutes that the journey may take; null: as the realm says. */
  readonly treeTimeout: number | null;
  /** Minutes; null: as the realm says. */
  readonly maximumSessionTime: number | null;
  readonly maximumIdleTime: number | null;
  readonly nodes: ReadonlyMap<string, JourneyNode<Services>>;
  /** Nodes that stand inside page nodes; nothing connects to them. */
  readonly children: ReadonlyMap<string, JourneyNode<Services>>;
}

export interface JourneyNode<Services> {
  readonly id: string;
  readonly type: string;
  readonly displayName: string;
  readonly definition: NodeDefinition<Services>;
  /** The attributes as they stand in the file, tokens resolved. */
  readonly attributes: JsonObject;
  readonly bound: BoundNode<Services>;
  readonly connections: Readonly<Record<string, string>>;
  /** Whether its type is one that we lack: it keeps its attributes, and fails the login that reaches it. */
  readonly placeholder: boolean;
}
