import { basename } from "node:path";
import { isJsonObject, type Json } from "../../core/json.ts";
import { readDocument } from "../config/document.ts";
import { at, invalidAt, type Place } from "../config/place.ts";
import { innerScope, resolveDocument } from "../config/scope.ts";
import { inSessionAndAudit } from "../config/top-level.ts";
import { decoratedTop } from "../heap/decorations.ts";
import { createHeap, referTo } from "../heap/heap.ts";
import { lintKeys } from "../heap/lint-keys.ts";
import type { Heap, Services } from "../heap/model.ts";
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

const routeKeys = ["name", "condition", "properties", "heap", "handler", "globalDecorators", "session", "auditService"];

/**
 * Loads a route and everything it declares.
 *
 * @param file relative to the gateway's directory
 * @param services of this version of the route
 * @throws {gateway.config-invalid} with file and JSON pointer
 * @throws {core.token-missing} {@link gatewayErrors} for a token without value and default
 */
export async function loadRoute(file: string, parent: Heap, services: Services): Promise<Route> {
  const top: Place = { file, path: [] };
  const document = await readDocument(services.directory, file);
  for (const key of document.duplicateKeys) services.lint(top, `the key "${key}" occurs twice; the last one counts`);
  const scope = await innerScope(parent.scope, document.content.properties, at(top, "properties"), services);
  const content = resolveDocument(document.content, scope, file);
  const globalDecorators = { value: content.globalDecorators, place: at(top, "globalDecorators") };
  const { heap: declarations } = content;
  const heap = createHeap({ parent, declarations, globalDecorators, place: at(top, "heap"), scope, services });
  lintKeys(content, [...routeKeys, "monitor", ...heap.decoratorNames], top, services);
  await heap.buildAll();
  const to = reference.safeParse(content.handler);
  if (!to.success) throw invalidAt(at(top, "handler"), "must be the name of a handler or its declaration");
  const handler = await referTo(heap, "handler", to.data, at(top, "handler"));
  return {
    name: typeof content.name === "string" ? content.name : basename(file, ".json"),
    accepts: condition(content.condition, at(top, "condition"), heap),
    handle: await inSessionAndAudit(await decoratedTop(handler.handle, content, top, heap), content, top, heap),
  };
}

/** An expression that fails, or gives anything but true, does not accept. */
function condition(value: Json | undefined, place: Place, heap: Heap): Route["accepts"] {
  if (value === undefined) return () => true;
  if (value === null || typeof value === "boolean") return () => value === true;
  const [text, here] = isJsonObject(value) ? [value.expression, at(place, "expression")] : [value, place];
  if (typeof text !== "string") throw invalidAt(here, "must be true, false or an expression");
  const template = runtimeTemplate(text, here, { scope: heap.scope, services: heap.services });
  if (template.needs.size > 0) throw invalidAt(here, "cannot read a body: a route is chosen before one has arrived");
  return (exchange) => template.value(exchange) === true;
}
