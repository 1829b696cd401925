import { isDeepStrictEqual } from "node:util";
import { configErrors, validateConfig } from "../../core/config-file.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { decodeScript, journeyFileSchema } from "../../journey/index.ts";
import {
  childIdsOf,
  type FileShape,
  nodeIdsOf,
  objectOf,
  type PlacedTree,
  type RealmDocuments,
  unassignedFile,
} from "./documents.ts";

/** What the files of a realm hold, by file name. */
export type RealmFiles = ReadonlyMap<string, Json>;

const ownParts: readonly string[] = ["tree", "nodes", "innerNodes", "scripts"];

/**
 * Takes the files of a realm apart.
 *
 * @throws {core.config-invalid} naming the file
 */
export function readDocuments(files: RealmFiles, folder: string): RealmDocuments {
  const shapes = new Map<string, FileShape>();
  const trees = new Map<string, PlacedTree>();
  const nodes = new Map<string, JsonObject>();
  const scripts = new Map<string, JsonObject>();
  const homes = new Map<string, string>();
  for (const [file, content] of files) {
    if (file === unassignedFile || !isJsonObject(content)) continue;
    validateConfig(content, journeyFileSchema, `${folder}/${file}`);
    const wrapped = isJsonObject(content.trees ?? null);
    shapes.set(file, { wrapped, rest: wrapped ? without(content, ["trees"]) : {} });
    const entries = wrapped ? Object.values(objectOf(content.trees)) : [content];
    for (const entry of entries.map(objectOf)) {
      const tree = without(objectOf(entry.tree), ["_rev"]);
      const listed = objectOf(entry.scripts);
      const placed = { file, tree, rest: without(entry, ownParts), scripts: Object.keys(listed) };
      trees.set(String(tree._id), placed);
      for (const [id, node] of nodesOf(entry)) {
        const known = nodes.get(id);
        if (known !== undefined && !isDeepStrictEqual(known, node)) {
          throw standsTwice(id, `${folder}/${file}`, homes.get(id) ?? "");
        }
        nodes.set(id, node);
        homes.set(id, file);
      }
      for (const [id, script] of Object.entries(listed)) scripts.set(id, storedScript(id, objectOf(script)));
    }
  }
  const unassigned = objectOf(files.get(unassignedFile));
  for (const [id, script] of Object.entries(objectOf(unassigned.scripts))) {
    if (!scripts.has(id)) scripts.set(id, storedScript(id, objectOf(script)));
  }
  return { files: shapes, trees, scripts, ...unassignedNodes(objectOf(unassigned.nodes), trees, nodes) };
}

/** A realm has one node of an id: one of the two journeys would run the other's. */
function standsTwice(id: string, file: string, other: string): Error {
  const message = `${file}: the node "${id}" stands in ${other} as well, and is not the same there; give it an id of its own`;
  return configErrors.error("core.config-invalid", { message });
}

/** Nodes of the unassigned file are new, or newer than those of a tree. */
function unassignedNodes(
  unassigned: JsonObject,
  trees: ReadonlyMap<string, PlacedTree>,
  assigned: ReadonlyMap<string, JsonObject>,
): Pick<RealmDocuments, "nodes" | "staged"> {
  const placed = new Set([...trees.values()].flatMap(({ tree }) => nodeIdsOf(tree)));
  for (const id of [...placed]) for (const child of childIdsOf(assigned.get(id))) placed.add(child);
  const nodes = new Map(assigned);
  const staged = new Map<string, JsonObject>();
  for (const [id, node] of Object.entries(unassigned)) {
    (placed.has(id) ? staged : nodes).set(id, storedNode(id, objectOf(node), undefined));
  }
  return { nodes, staged };
}

function nodesOf(entry: JsonObject): [string, JsonObject][] {
  const placed = objectOf(objectOf(entry.tree).nodes);
  return [...Object.entries(objectOf(entry.nodes)), ...Object.entries(objectOf(entry.innerNodes))].map(([id, node]) => [
    id,
    storedNode(id, objectOf(node), objectOf(placed[id]).nodeType),
  ]);
}

function storedNode(id: string, node: JsonObject, nodeType: Json | undefined): JsonObject {
  const named = typeof nodeType === "string" ? { _id: nodeType, name: nodeType, collection: true } : {};
  return { _type: named, ...without(node, ["_rev"]), _id: id };
}

/** A script with its source as base64, whichever of the three forms the file has. */
function storedScript(id: string, script: JsonObject): JsonObject {
  const { script: source = "" } = script;
  const lines = Array.isArray(source) ? source.map(String) : String(source);
  const decoded = decodeScript(id, {
    name: "",
    language: "",
    context: "",
    evaluatorVersion: "",
    script: lines,
  });
  return { ...without(script, ["_rev"]), _id: id, script: Buffer.from(decoded.source).toString("base64") };
}

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
