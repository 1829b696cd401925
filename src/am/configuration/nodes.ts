import { errorCode } from "../../core/errors.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { Answer } from "../answer.ts";
import { checkReferences } from "./check-references.ts";
import { actionResult, objectOf, queryResult, resource, type Shown, textOf } from "./crest.ts";
import { configurationErrors } from "./errors.ts";
import { unknownAttributes } from "./invalid-attributes.ts";
import { objectBody } from "./json-body.ts";
import { bindNode, invalidAttribute, ownAttributes, shownNode, typeIdOf, typeOfBody } from "./node-document.ts";
import { type NodeType, outcomesAnswer, schemaAnswer, templateAnswer, typeAnswer } from "./node-types.ts";
import type { Configuration, Decision } from "./port.ts";
import { byAction, byMethod, changeAs, configurationOf, invalid, notFound, type Task } from "./resources.ts";
import { checkPreconditions, revisionOf } from "./revision.ts";
import { keepSecrets } from "./secrets.ts";

/** `…/authenticationtrees/nodes`. */

const nodeId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** What a type that we lack may be called. */
const typeName = /^[A-Za-z][A-Za-z0-9._-]{0,127}$/;

export function nodesEndpoint(task: Task, type: string | null, id: string | null): Answer | Promise<Answer> {
  if (type === null) return allNodes(task);
  return id === null ? nodesOfType(task, type) : oneNode(task, type, id);
}

function allNodes(task: Task): Answer | Promise<Answer> {
  const types = (): JsonObject[] =>
    task.types.all().map(({ type, title, tags }) => ({
      _id: type,
      name: title,
      collection: true,
      tags: [...tags],
      metadata: { tags: [...tags] },
      help: "",
    }));
  const descendents = (): JsonObject[] => {
    const configuration = configurationOf(task);
    return [...configuration.nodes.values()].map((node) => {
      const { stored, body } = shownNode(node, configuration, task);
      return { ...body, _rev: revisionOf(stored) };
    });
  };
  return byMethod(task, {
    POST: () =>
      byAction(task, {
        getAllTypes: () => actionResult({ result: types() }),
        getCreatableTypes: () => actionResult({ result: types() }),
        nextdescendents: () => actionResult({ result: descendents() }),
      }),
  });
}

function nodesOfType(task: Task, typeId: string): Answer | Promise<Answer> {
  const configuration = configurationOf(task);
  const shown = (): Shown[] =>
    [...configuration.nodes.values()]
      .filter((node) => typeIdOf(node) === typeId)
      .map((node) => shownNode(node, configuration, task));
  const known = (answer: (type: NodeType) => Answer) => () => answer(requireType(task, typeId));
  return byMethod(task, {
    GET: () => {
      const found = shown();
      if (found.length === 0) requireType(task, typeId);
      return queryResult(found, task.exchange.query);
    },
    POST: () =>
      byAction(task, {
        create: () => createNode(task, typeId),
        getIds: () => actionResult({ result: shown().map(({ body }) => ({ _id: body._id ?? "" })) }),
        schema: known((type) => actionResult(schemaAnswer(type))),
        template: known((type) => actionResult(templateAnswer(type))),
        getType: known((type) => actionResult(typeAnswer(type))),
        listOutcomes: known((type) => listOutcomes(type, task, configuration)),
      }),
  });
}

function oneNode(task: Task, typeId: string, id: string): Answer | Promise<Answer> {
  return byMethod(task, {
    GET: () => {
      const configuration = configurationOf(task);
      const stored = configuration.nodes.get(id);
      if (stored === undefined || typeIdOf(stored) !== typeId) throw notFound();
      return resource(shownNode(stored, configuration, task), task.exchange.query);
    },
    PUT: () => putNode(task, typeId, id, objectBody(task.exchange)),
    DELETE: () => deleteNode(task, typeId, id),
  });
}

/** @throws {am.configuration-missing} */
function requireType({ types }: Task, id: string): NodeType {
  const type = types.find(id);
  if (type === undefined) throw notFound(`Resource '${id}' not found`);
  return type;
}

/** PingAM answers with a bare array here. */
function listOutcomes(type: NodeType, task: Task, configuration: Configuration): Answer {
  const attributes = ownAttributes(objectBody(task.exchange));
  const bound = bindNode(type, attributes);
  const last = bound.children.at(-1);
  const child = last === undefined ? undefined : configuration.nodes.get(last);
  const outcomes =
    child === undefined ? outcomesAnswer(bound.outcomes) : shownNode(child, configuration, task).body._outcomes;
  return { ...actionResult({}), body: outcomes ?? [] };
}

async function createNode(task: Task, typeId: string): Promise<Answer> {
  const body = objectBody(task.exchange);
  const id = textOf(body, "_id") ?? task.services.random.uuid();
  return putNode(task, typeId, id, body, { mustBeNew: true });
}

async function putNode(
  task: Task,
  typeId: string,
  id: string,
  body: JsonObject,
  { mustBeNew = false } = {},
): Promise<Answer> {
  if (!typeName.test(typeId)) throw notFound(`Resource '${typeId}' not found`);
  if (!nodeId.test(id)) throw invalid("The id of the node is not valid");
  if (body._id !== undefined && body._id !== id) throw invalid("The _id differs from the address");
  const type = task.types.find(typeId);
  const refusal = type === undefined ? null : unknownAttributes(body, [...type.attributes.keys()]);
  if (refusal !== null) return refusal;
  let created = false;
  let document: JsonObject = {};
  await changeAs(task, (configuration) => {
    const before = configuration.nodes.get(id);
    if (before !== undefined && (mustBeNew || typeIdOf(before) !== typeId)) {
      throw configurationErrors.error("am.configuration-exists");
    }
    checkPreconditions(task.exchange, before);
    created = before === undefined;
    const decision = decideNode(task, { id, typeId, type, body, before: before ?? {} }, configuration);
    document = decision.change.kind === "put" ? decision.change.document : {};
    return decision;
  });
  const shown = shownNode(document, configurationOf(task), task);
  const location = created ? `${task.exchange.external.origin}${addressOf(task, typeId, id)}` : undefined;
  return resource(shown, task.exchange.query, created ? 201 : 200, location);
}

interface Draft {
  readonly id: string;
  readonly typeId: string;
  readonly type: NodeType | undefined;
  readonly body: JsonObject;
  readonly before: JsonObject;
}

function decideNode(task: Task, draft: Draft, configuration: Configuration): Decision {
  const { id, typeId, type, body, before } = draft;
  const isSecret = (name: string): boolean => type?.isSecret(name) ?? false;
  const kept = keepSecrets(ownAttributes(body), ownAttributes(before), isSecret, task.services.random);
  if (type !== undefined) {
    const bound = bindNode(type, resolveAll(task, type, kept.attributes, kept.secrets));
    checkReferences({ id, type, attributes: kept.attributes, bound }, configuration, task);
  }
  const written: Json = body._outcomes ?? before._outcomes ?? null;
  const document: JsonObject = {
    _id: id,
    ...kept.attributes,
    _type: typeOfBody(body, type, typeId),
    ...(Array.isArray(written) ? { _outcomes: written } : {}),
  };
  return {
    change: { kind: "put", what: "node", id, document },
    revision: revisionOf(document),
    secrets: kept.secrets,
  };
}

/** @throws {am.configuration-invalid} naming the attribute whose token has no value */
function resolveAll({ store }: Task, type: NodeType, attributes: JsonObject, secrets: Decision["secrets"]): JsonObject {
  const resolved = Object.entries(attributes).map(([name, value]) => {
    try {
      return store.resolve({ [name]: value }, secrets);
    } catch (cause) {
      if (errorCode(cause) === "core.token-missing") throw invalidAttribute(type, name);
      throw cause;
    }
  });
  return Object.assign({}, ...resolved);
}

async function deleteNode(task: Task, typeId: string, id: string): Promise<Answer> {
  let removed: Shown = { stored: {}, body: {} };
  await changeAs(task, (configuration) => {
    const before = configuration.nodes.get(id);
    if (before === undefined || typeIdOf(before) !== typeId) throw notFound();
    checkPreconditions(task.exchange, before);
    const user = [...configuration.trees].find(([, tree]) => Object.hasOwn(objectOf(tree, "nodes"), id));
    if (user !== undefined) throw used(`The node ${id} stands in the tree "${user[0]}"`);
    removed = shownNode(before, configuration, task);
    return { change: { kind: "delete", what: "node", id }, revision: revisionOf(before), secrets: new Map() };
  });
  return resource(removed, task.exchange.query);
}

function used(message: string): Error {
  return configurationErrors.error("am.configuration-used", { message });
}

function addressOf({ path }: Task, type: string, id: string): string {
  const at = path.lastIndexOf("/nodes/");
  return `${path.slice(0, at)}/nodes/${encodeURIComponent(type)}/${encodeURIComponent(id)}`;
}
