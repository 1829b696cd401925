import type { Json, JsonObject } from "../../core/json.ts";
import { isJsonObject } from "../../core/json.ts";

/** The journey files of a realm, taken apart: what the configuration API reads and changes. Never changed in place. */
export interface RealmDocuments {
  /** Journey files by name, as far as they are not journeys. */
  readonly files: ReadonlyMap<string, FileShape>;
  /** By the name of the tree. */
  readonly trees: ReadonlyMap<string, PlacedTree>;
  /** Nodes by id, in the version that runs; also those that no tree has. */
  readonly nodes: ReadonlyMap<string, JsonObject>;
  /** Newer versions of nodes that do not fit the tree as it is: they wait for the tree to be written. */
  readonly staged: ReadonlyMap<string, JsonObject>;
  /** By id; the source as base64. */
  readonly scripts: ReadonlyMap<string, JsonObject>;
}

export interface FileShape {
  /** `trees` with any number of journeys, or one journey flattened to the top level. */
  readonly wrapped: boolean;
  /** What else stands at the top level. */
  readonly rest: JsonObject;
}

export interface PlacedTree {
  readonly file: string;
  readonly tree: JsonObject;
  /** Parts of the export that journeys do not need here: email templates, themes … */
  readonly rest: JsonObject;
  /** Scripts that the file lists, also those that no node names. */
  readonly scripts: readonly string[];
}

/** The file of nodes and scripts that no journey has, or not yet. */
export const unassignedFile = "unassigned.json";

export function noDocuments(): RealmDocuments {
  return { files: new Map(), trees: new Map(), nodes: new Map(), staged: new Map(), scripts: new Map() };
}

/** The nodes of a realm as its administrators see them: the newest versions. */
export function newestNodes({ nodes, staged }: RealmDocuments): ReadonlyMap<string, JsonObject> {
  return staged.size === 0 ? nodes : new Map([...nodes, ...staged]);
}

/** The ids of the nodes that stand on a tree. */
export function nodeIdsOf(tree: JsonObject): string[] {
  return Object.keys(objectOf(tree.nodes));
}

/** The ids of the nodes on a page. */
export function childIdsOf(node: JsonObject | undefined): string[] {
  const children = node?.nodes;
  if (!Array.isArray(children)) return [];
  return children.flatMap((child: Json) => (isJsonObject(child) && typeof child._id === "string" ? [child._id] : []));
}

export function objectOf(value: Json | undefined): JsonObject {
  return value !== undefined && isJsonObject(value) ? value : {};
}
