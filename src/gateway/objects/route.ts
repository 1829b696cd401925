import { basename } from "node:path";
import { isJsonObject, type Json } from "../../core/json.ts";
import { readDocument } from "../config/document.ts";
import { at, invalidAt, type Place } from "../config/place.ts";
import { innerScope, resolveDocument } from "../config/scope.ts";
import { decorate, decorationNames } from "../heap/decorations.ts";
import { createHeap, referTo } from "../heap/heap.ts";
import { lintKeys } from "../heap/lint-keys.ts";
import type { Heap } from "../heap/model.ts";
import { reference } from "../heap/schemas.ts";
import { runtimeTemplate } from "../heap/templates.ts";
import type { Exchange, Handler } from "../http/exchange.ts";

/** One route file, loaded. */
export interface Route {
  /** Its `name`, or the file's name without `.json`; routes are tried in the order of their names. */
  readonly name: string;
  accepts(exchange: Exchange): boolean;
  readonly handle: Handler;
}

const routeKeys = ["name", "condition", "properties", "heap", "handler", ...decorationNames];
const laterKeys = ["session", "auditService", "globalDecorators"];

/**
 * Loads a route and everything it declares.
 *
 * @param file relative to the gateway's directory
 * @throws {gateway.config-invalid} with file and JSON pointer
 * @throws {core.token-missing} {@link gatewayErrors} for a token without value and default
 */
export async function loadRoute(file: string, parent: Heap): Promise<Route> {
  const { services } = parent;
  const top: Place = { file, path: [] };
  const document = await readDocument(services.directory, file);
  for (const key of document.duplicateKeys) services.lint(top, `the key "${key}" occurs twice; the last one counts`);
  const scope = innerScope(parent.scope, document.content.properties, at(top, "properties"));
  const content = resolveDocument(document.content, scope, file);
  const unsupported = laterKeys.find((key) => key in content);
  if (unsupported !== undefined) throw invalidAt(at(top, unsupported), "is not supported yet");
  lintKeys(content, [...routeKeys, "monitor"], top, services);

  const heap = createHeap({ parent, declarations: content.heap, place: at(top, "heap"), scope, services });
  await heap.buildAll();
  const to = reference.safeParse(content.handler);
  if (!to.success) throw invalidAt(at(top, "handler"), "must be the name of a handler or its declaration");
  const handler = await referTo(heap, "handler", to.data, at(top, "handler"));
  const decorated = decorate(handler, content, top, { scope, services });
  return {
    name: typeof content.name === "string" ? content.name : basename(file, ".json"),
    accepts: condition(content.condition, at(top, "condition"), heap),
    handle: decorated.kind === "handler" ? decorated.handle : handler.handle,
  };
}

/** An expression that fails, or gives anything but true, does not accept. */
function condition(value: Json | undefined, place: Place, heap: Heap): Route["accepts"] {
  if (value === undefined) return () => true;
  if (value === null || typeof value === "boolean") return () => value === true;
  const [text, here] = isJsonObject(value) ? [value.expression, at(place, "expression")] : [value, place];
  if (typeof text !== "string") throw invalidAt(here, "must be true, false or an expression");
  const { directory, log } = heap.services;
  const template = runtimeTemplate(text, here, { scope: heap.scope, directory, log });
  return (exchange) => template.value(exchange) === true;
}
