import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";
import type { Answer } from "../answer.ts";
import { actionResult, queryResult, resource, type Shown, textOf } from "./crest.ts";
import { configurationErrors } from "./errors.ts";
import { objectBody } from "./json-body.ts";
import { ownAttributes } from "./node-document.ts";
import type { Configuration } from "./port.ts";
import { byAction, byMethod, changeAs, configurationOf, invalid, notFound, type Task } from "./resources.ts";
import { checkPreconditions, revisionOf } from "./revision.ts";

/** `…/scripts`, and `…/libraries`, which `frodo` asks for the exports of library scripts. */

const scriptId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

const base64Text = z
  .string()
  .refine((text) => isBase64Text(text), "is not base64 of a text")
  .describe("The source, base64.");

const scriptSchema = z.looseObject({
  _id: z.string().optional(),
  name: z.string().trim().min(1).max(256),
  description: z.string().max(8192).nullish(),
  script: base64Text,
  default: z.boolean().optional(),
  language: z.enum(["JAVASCRIPT", "GROOVY"]),
  context: z.string().regex(/^[A-Z][A-Z0-9_]{0,127}$/),
  evaluatorVersion: z.enum(["1.0", "2.0"]).optional(),
  createdBy: z.string().max(512).nullish(),
  creationDate: z.number().nullish(),
  lastModifiedBy: z.string().max(512).nullish(),
  lastModifiedDate: z.number().nullish(),
});

export function scriptsEndpoint(task: Task, id: string | null): Answer | Promise<Answer> {
  if (id !== null) {
    return byMethod(task, {
      GET: () => {
        const script = configurationOf(task).scripts.get(id);
        if (script === undefined) throw missing(task, id);
        return resource(shown(script), task.exchange.query);
      },
      PUT: () => putScript(task, id, objectBody(task.exchange)),
      DELETE: () => deleteScript(task, id),
    });
  }
  return byMethod(task, {
    GET: () => queryResult(allScripts(task), task.exchange.query),
    POST: () =>
      byAction(task, {
        create: () => createScript(task),
        getIds: () => actionResult({ result: allScripts(task).map(({ body }) => ({ _id: body._id ?? "" })) }),
      }),
  });
}

/** Library scripts by name; what they export is known only when they run. */
export function librariesEndpoint(task: Task): Answer | Promise<Answer> {
  const libraries = allScripts(task)
    .filter(({ body }) => body.context === "LIBRARY")
    .map(({ stored, body: { _id = "", name = "" } }) => ({ stored, body: { _id, name } }));
  return byMethod(task, { GET: () => queryResult(libraries, task.exchange.query) });
}

function allScripts(task: Task): Shown[] {
  return [...configurationOf(task).scripts.values()].map(shown);
}

async function createScript(task: Task): Promise<Answer> {
  const body = objectBody(task.exchange);
  const id = textOf(body, "_id") ?? task.services.random.uuid();
  return putScript(task, id, body, { mustBeNew: true });
}

async function putScript(task: Task, id: string, body: JsonObject, { mustBeNew = false } = {}): Promise<Answer> {
  if (!scriptId.test(id)) throw invalid("The id of the script is not valid");
  const result = scriptSchema.safeParse(body);
  if (!result.success) {
    const place = result.error.issues[0]?.path.join("/") ?? "";
    throw invalid(`Data validation failed for the attribute, ${place}`);
  }
  if (result.data._id !== undefined && result.data._id !== id) throw invalid("The _id differs from the address");
  let created = false;
  let document: JsonObject = {};
  await changeAs(task, (configuration) => {
    const before = configuration.scripts.get(id);
    if (mustBeNew && before !== undefined) throw configurationErrors.error("am.configuration-exists");
    checkPreconditions(task.exchange, before);
    requireOwnName(result.data.name, id, configuration, task);
    created = before === undefined;
    document = { _id: id, ...authorship(before, task), ...ownAttributes(body) };
    const change = { kind: "put", what: "script", id, document } as const;
    return { change, revision: revisionOf(document), secrets: new Map() };
  });
  return resource(shown(document), task.exchange.query, created ? 201 : 200);
}

/** Who wrote it and when, unless the script comes with its own history. */
function authorship(before: JsonObject | undefined, { administrator, services }: Task): JsonObject {
  const now = services.clock.now();
  const by = administrator.universalId;
  const { createdBy = by, creationDate = now } = before ?? {};
  return {
    createdBy,
    creationDate,
    lastModifiedBy: by,
    lastModifiedDate: now,
    evaluatorVersion: "1.0",
    default: false,
  };
}

/** Library scripts are required by name, and `frodo` finds scripts by it. */
function requireOwnName(name: string, id: string, { scripts }: Configuration, { realm }: Task): void {
  const same = [...scripts].some(([other, script]) => other !== id && script.name === name);
  if (!same) return;
  const message = `Script with name ${name} already exists in realm ${realm}`;
  throw configurationErrors.error("am.configuration-exists", { message });
}

async function deleteScript(task: Task, id: string): Promise<Answer> {
  await changeAs(task, (configuration) => {
    const before = configuration.scripts.get(id);
    if (before === undefined) throw missing(task, id);
    checkPreconditions(task.exchange, before);
    if ([...configuration.nodes.values()].some((node) => node.script === id)) {
      const message = `The script ${id} is used by a node`;
      throw configurationErrors.error("am.configuration-used", { message });
    }
    return { change: { kind: "delete", what: "script", id }, revision: revisionOf(before), secrets: new Map() };
  });
  return actionResult({ _id: id });
}

function missing({ realm }: Task, id: string): Error {
  return notFound(`Script with UUID ${id} could not be found in realm ${realm}`);
}

function shown(script: JsonObject): Shown {
  return { stored: script, body: script };
}

/** Whether a text is the base64 of UTF-8, so that it is the same after it was a file. */
function isBase64Text(text: string): boolean {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text && Buffer.from(bytes.toString("utf8")).equals(bytes);
}
