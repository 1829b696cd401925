import type { Json, JsonObject } from "../../core/json.ts";
import { childIdsOf, nodeIdsOf, type PlacedTree, type RealmDocuments, unassignedFile } from "./documents.ts";

/** Puts the documents of a realm back into files: the form of `frodo`'s exports, in an order that never changes. */

/** What each file holds; null for one that has to go. */
export type Layout = ReadonlyMap<string, JsonObject | null>;

const emptyParts: JsonObject = {
  circlesOfTrust: {},
  emailTemplates: {},
  saml2Entities: {},
  socialIdentityProviders: {},
  themes: [],
};

export function layOut(documents: RealmDocuments): Layout {
  const layout = new Map<string, JsonObject | null>();
  const nodes = new Set<string>();
  const scripts = new Set<string>();
  const byFile = new Map<string, [string, JsonObject][]>([...documents.files.keys()].map((file) => [file, []]));
  for (const [name, placed] of sortedEntries(documents.trees)) {
    const entry = entryOf(placed, documents);
    for (const id of [...Object.keys(entry.nodes), ...Object.keys(entry.innerNodes)]) nodes.add(id);
    for (const id of Object.keys(entry.scripts)) scripts.add(id);
    const sorted = sortKeys({ ...emptyParts, ...placed.rest, ...entry });
    byFile.set(placed.file, [...(byFile.get(placed.file) ?? []), [name, sorted]]);
  }
  for (const [file, entries] of byFile) layout.set(file, fileOf(entries, documents.files.get(file)));
  layout.set(unassignedFile, unassignedOf(documents, nodes, scripts));
  return layout;
}

function entryOf({ tree, scripts: listed }: PlacedTree, { nodes, scripts }: RealmDocuments) {
  const ids = nodeIdsOf(tree);
  const onTree = pick(nodes, ids);
  const onPages = pick(
    nodes,
    ids.flatMap((id) => childIdsOf(nodes.get(id))),
  );
  const named = [...Object.values(onTree), ...Object.values(onPages)].flatMap(({ script }) =>
    typeof script === "string" ? [script] : [],
  );
  const used = Object.entries(pick(scripts, [...listed, ...named])).map(
    ([id, script]) => [id, inLines(script)] as const,
  );
  return { tree, nodes: onTree, innerNodes: onPages, scripts: Object.fromEntries(used) };
}

function fileOf(
  entries: readonly [string, JsonObject][],
  shape: { readonly wrapped: boolean; readonly rest: JsonObject } = { wrapped: true, rest: {} },
): JsonObject | null {
  const [first, second] = entries;
  if (first === undefined) return null;
  if (!shape.wrapped && second === undefined) return first[1];
  return sortKeys({ ...shape.rest, trees: Object.fromEntries(entries) });
}

function unassignedOf(
  { nodes, staged, scripts }: RealmDocuments,
  placedNodes: ReadonlySet<string>,
  placedScripts: ReadonlySet<string>,
): JsonObject | null {
  const looseNodes = [...nodes].filter(([id]) => !placedNodes.has(id));
  const looseScripts = [...scripts].filter(([id]) => !placedScripts.has(id));
  if (looseNodes.length + staged.size + looseScripts.length === 0) return null;
  const all = new Map([...looseNodes, ...staged]);
  return {
    nodes: pick(all, [...all.keys()]),
    scripts: Object.fromEntries(sortedEntries(new Map(looseScripts)).map(([id, script]) => [id, inLines(script)])),
  };
}

/** A script as people read and compare it: line by line. */
function inLines(script: JsonObject): JsonObject {
  const source = Buffer.from(String(script.script ?? ""), "base64").toString("utf8");
  return sortKeys({ ...script, script: source.split("\n") });
}

function pick(all: ReadonlyMap<string, JsonObject>, ids: readonly string[]): Record<string, JsonObject> {
  const found = [...new Set(ids)].sort().flatMap((id) => {
    const one = all.get(id);
    return one === undefined ? [] : [[id, sortKeys(one)] as const];
  });
  return Object.fromEntries(found);
}

/** The order below the first level is the client's: that of locales, for example, means something. */
function sortKeys(object: JsonObject): JsonObject {
  return Object.fromEntries<Json>(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sortedEntries<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The text of a file. */
export function fileText(content: JsonObject): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

/**
 * The files that differ between two layouts. With a journey file goes the file of the unassigned: what a file held by
 * hand, and no tree refers to, moves there when the file is written.
 */
export function changedFiles(before: Layout, after: Layout): Map<string, JsonObject | null> {
  const changed = new Map<string, JsonObject | null>();
  for (const file of new Set([...before.keys(), ...after.keys()])) {
    const next = after.get(file) ?? null;
    if (JSON.stringify(before.get(file) ?? null) !== JSON.stringify(next)) changed.set(file, next);
  }
  const unassigned = after.get(unassignedFile) ?? null;
  if (changed.size > 0 && unassigned !== null) changed.set(unassignedFile, unassigned);
  return changed;
}
