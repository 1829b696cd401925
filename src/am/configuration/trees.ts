import { z } from "zod";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { failureId } from "../../journey/index.ts";
import type { Answer } from "../answer.ts";
import { actionResult, objectOf, queryResult, resource, type Shown, textOf } from "./crest.ts";
import { configurationErrors } from "./errors.ts";
import { unknownAttributes } from "./invalid-attributes.ts";
import { objectBody } from "./json-body.ts";
import { outcomesOfStored } from "./node-document.ts";
import type { Configuration } from "./port.ts";
import { byAction, byMethod, changeAs, configurationOf, invalid, notFound, type Task } from "./resources.ts";
import { checkPreconditions, revisionOf } from "./revision.ts";

/** `…/authenticationtrees/trees`. */

const name = z.string().min(1).max(128);
const coordinate = z.number().optional();
const placed = z.looseObject({
  nodeType: name,
  displayName: z.string().max(512).default(""),
  connections: z.record(name, name).default({}),
  x: coordinate,
  y: coordinate,
});
const flag = z.boolean().optional();
const minutes = z.int().min(0).max(525_600).nullish();

const treeSchema = z.looseObject({
  _id: name.optional(),
  entryNodeId: name.default(failureId),
  nodes: z.record(name, placed).default({}),
  staticNodes: z.record(name, z.looseObject({ x: coordinate, y: coordinate })).optional(),
  description: z.string().max(8192).nullish(),
  identityResource: z.string().max(512).nullish(),
  uiConfig: z.record(z.string(), z.json()).optional(),
  enabled: flag,
  innerTreeOnly: flag,
  noSession: flag,
  mustRun: flag,
  transactionalOnly: flag,
  treeTimeout: minutes,
  maximumSessionTime: minutes,
  maximumIdleTime: minutes,
});

const attributes = Object.keys(treeSchema.shape).filter((key) => key !== "_id");
const treeName = /^[^\p{Cc}/\\]{1,128}$/u;
const mostNodes = 2_000;

export function treesEndpoint(task: Task, id: string | null): Answer | Promise<Answer> {
  if (id !== null) {
    return byMethod(task, {
      GET: () => readTree(task, id),
      PUT: () => putTree(task, id, objectBody(task.exchange)),
      DELETE: () => deleteTree(task, id),
    });
  }
  const all = (): Shown[] => [...configurationOf(task).trees.values()].map(shown);
  return byMethod(task, {
    GET: () => queryResult(all(), task.exchange.query),
    POST: () =>
      byAction(task, {
        create: () => createTree(task),
        getIds: () => actionResult({ result: all().map(({ body }) => ({ _id: body._id ?? "" })) }),
        getAllTypes: () => actionResult({ result: [] }),
        getCreatableTypes: () => actionResult({ result: [] }),
        nextdescendents: () => actionResult({ result: all().map(({ body }) => body) }),
        schema: () => actionResult(treeJsonSchema()),
        template: () =>
          actionResult({ entryNodeId: failureId, nodes: {}, staticNodes: {}, uiConfig: {}, enabled: true }),
      }),
  });
}

function readTree(task: Task, id: string): Answer {
  const configuration = configurationOf(task);
  const tree = configuration.trees.get(id);
  if (tree === undefined) throw notFound();
  const { query } = task.exchange;
  if (!query.flag("forUI")) return resource(shown(tree), query);
  return resource({ stored: tree, body: forEditor(tree, configuration, task) }, query);
}

async function createTree(task: Task): Promise<Answer> {
  const body = objectBody(task.exchange);
  const id = textOf(body, "_id") ?? task.services.random.uuid();
  return putTree(task, id, body, { mustBeNew: true });
}

async function putTree(task: Task, id: string, body: JsonObject, { mustBeNew = false } = {}): Promise<Answer> {
  if (!treeName.test(id)) throw invalid("The name of the tree is not valid");
  const refusal = unknownAttributes(body, attributes);
  if (refusal !== null) return refusal;
  const document = readTreeBody(body, id);
  let created = false;
  await changeAs(task, (configuration) => {
    const before = configuration.trees.get(id);
    if (mustBeNew && before !== undefined) throw configurationErrors.error("am.configuration-exists");
    checkPreconditions(task.exchange, before);
    checkNodes(document, configuration);
    created = before === undefined;
    const change = { kind: "put", what: "tree", id, document } as const;
    return { change, revision: revisionOf(document), secrets: new Map() };
  });
  return resource(shown(document), task.exchange.query, created ? 201 : 200);
}

async function deleteTree(task: Task, id: string): Promise<Answer> {
  let removed: JsonObject = {};
  await changeAs(task, (configuration) => {
    const before = configuration.trees.get(id);
    if (before === undefined) throw notFound();
    checkPreconditions(task.exchange, before);
    removed = before;
    return { change: { kind: "delete", what: "tree", id }, revision: revisionOf(before), secrets: new Map() };
  });
  return resource(shown(removed), task.exchange.query);
}

/** The tree as it is kept: as it was sent, without what we compute. */
function readTreeBody(body: JsonObject, id: string): JsonObject {
  const result = treeSchema.safeParse(body);
  if (!result.success) {
    const places = result.error.issues.map((issue) => issue.path.join("/"));
    throw invalid(`Data validation failed for the attribute, ${places[0] ?? "tree"}`);
  }
  if (result.data._id !== undefined && result.data._id !== id) throw invalid("The _id differs from the address");
  if (Object.keys(result.data.nodes).length > mostNodes) throw invalid(`A tree has at most ${mostNodes} nodes`);
  const own = Object.entries(body).filter(([key]) => !key.startsWith("_"));
  const { entryNodeId } = result.data;
  return { _id: id, entryNodeId, nodes: {}, ...Object.fromEntries(own) };
}

/** @throws {am.configuration-invalid} unless every node that the tree names has been written before, with that type */
function checkNodes(tree: JsonObject, configuration: Configuration): void {
  for (const [id, node] of Object.entries(objectOf(tree, "nodes"))) {
    const stored = configuration.nodes.get(id);
    const type = textOf(stored?._type, "_id");
    if (stored === undefined || type !== textOf(node, "nodeType")) throw invalid(`Node does not exist: ${id}`);
  }
}

function shown(tree: JsonObject): Shown {
  return { stored: tree, body: tree };
}

/** With the outcomes of each node, for an editor. */
function forEditor(tree: JsonObject, configuration: Configuration, task: Task): JsonObject {
  const nodes = Object.entries(objectOf(tree, "nodes")).map(([id, node]) => {
    const stored = configuration.nodes.get(id);
    const outcomes = stored === undefined ? [] : outcomesOfStored(stored, configuration, task);
    return [id, isJsonObject(node) ? { ...node, _outcomes: outcomes } : node] as const;
  });
  return { ...tree, nodes: Object.fromEntries(nodes) };
}

function treeJsonSchema(): JsonObject {
  const properties = attributes.map((key, index) => [key, { title: key, description: "", propertyOrder: index * 100 }]);
  return { type: "object", properties: Object.fromEntries(properties) };
}
