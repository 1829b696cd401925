import type { Change } from "../../am/index.ts";
import type { JsonObject } from "../../core/json.ts";
import { childIdsOf, nodeIdsOf, type PlacedTree, type RealmDocuments } from "./documents.ts";

/** What becomes of a realm by a change, in the order in which it should be tried: the first that is valid counts. */
export function outcomesOfChange(documents: RealmDocuments, change: Change): RealmDocuments[] {
  switch (change.what) {
    case "tree":
      return change.kind === "put"
        ? putTree(documents, change.id, change.document)
        : [deleteTree(documents, change.id)];
    case "node":
      return change.kind === "put"
        ? putNode(documents, change.id, change.document)
        : [deleteNode(documents, change.id)];
    case "script":
      return [{ ...documents, scripts: changed(documents.scripts, change) }];
  }
}

/** A tree takes the newest versions of its nodes with it; where it does not fit them, perhaps everybody's newest fit. */
function putTree(documents: RealmDocuments, id: string, tree: JsonObject): RealmDocuments[] {
  const known = documents.trees.get(id);
  const file = known?.file ?? newFileName(id, documents);
  const placed: PlacedTree = { file, tree, rest: known?.rest ?? {}, scripts: known?.scripts ?? [] };
  const next = { ...documents, trees: new Map(documents.trees).set(id, placed) };
  const newest = (node: string): JsonObject | undefined => documents.staged.get(node) ?? documents.nodes.get(node);
  const ids = nodeIdsOf(tree);
  const own = new Set([...ids, ...ids.flatMap((node) => childIdsOf(newest(node)))]);
  return [withStaged(next, (node) => own.has(node)), withStaged(next, () => true)];
}

function deleteTree(documents: RealmDocuments, id: string): RealmDocuments {
  const trees = new Map(documents.trees);
  trees.delete(id);
  const file = documents.trees.get(id)?.file;
  const isEmpty = [...trees.values()].every((other) => other.file !== file);
  const files = new Map([...documents.files].filter(([name]) => name !== file || !isEmpty));
  const placed = new Set([...trees.values()].flatMap(({ tree }) => nodeIdsOf(tree)));
  for (const node of [...placed]) for (const child of childIdsOf(documents.nodes.get(node))) placed.add(child);
  return withStaged({ ...documents, files, trees }, (node) => !placed.has(node));
}

/** A node that does not fit the tree it stands on waits for the tree: its clients write nodes first. */
function putNode(documents: RealmDocuments, id: string, node: JsonObject): RealmDocuments[] {
  const staged = new Map(documents.staged).set(id, node);
  const waiting = { ...documents, staged };
  return [withStaged(waiting, () => true), withStaged(waiting, (other) => other === id), waiting];
}

function deleteNode(documents: RealmDocuments, id: string): RealmDocuments {
  const nodes = new Map(documents.nodes);
  const staged = new Map(documents.staged);
  nodes.delete(id);
  staged.delete(id);
  return { ...documents, nodes, staged };
}

function withStaged(documents: RealmDocuments, takes: (id: string) => boolean): RealmDocuments {
  const nodes = new Map(documents.nodes);
  const staged = new Map<string, JsonObject>();
  for (const [id, node] of documents.staged) (takes(id) ? nodes : staged).set(id, node);
  return { ...documents, nodes, staged };
}

function changed(all: ReadonlyMap<string, JsonObject>, change: Change): ReadonlyMap<string, JsonObject> {
  const next = new Map(all);
  if (change.kind === "put") next.set(change.id, change.document);
  else next.delete(change.id);
  return next;
}

/** A file name that says which journey it holds, on every file system. */
function newFileName(tree: string, { files, trees }: RealmDocuments): string {
  const base = tree.replaceAll(/[^A-Za-z0-9_-]+/g, "-").slice(0, 80) || "journey";
  const taken = new Set(
    [...files.keys(), ...[...trees.values()].map(({ file }) => file)].map((file) => file.toLowerCase()),
  );
  const nameAt = (count: number): string => `${base}${count === 1 ? "" : `-${count}`}.journey.json`;
  let count = 1;
  while (taken.has(nameAt(count).toLowerCase())) count += 1;
  return nameAt(count);
}
