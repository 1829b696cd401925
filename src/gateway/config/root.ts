import { access } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../../core/json.ts";
import { decorate, decorationNames } from "../heap/decorations.ts";
import { createHeap, referTo } from "../heap/heap.ts";
import { lintKeys } from "../heap/lint-keys.ts";
import type { Services } from "../heap/model.ts";
import { reference } from "../heap/schemas.ts";
import type { Handler } from "../http/exchange.ts";
import { type Document, readDocument } from "./document.ts";
import { at, invalidAt, type Place } from "./place.ts";
import { innerScope, resolveDocument, type Scope } from "./scope.ts";

const file = "config.json";
const top: Place = { file, path: [] };
const laterKeys = ["session", "auditService", "globalDecorators"];

/** What every file may name without declaring it. */
const globalObjects: JsonObject[] = [{ name: "ReverseProxyHandler", type: "ReverseProxyHandler" }];

/** PingGateway's built-in configuration when `config.json` is missing: the routes of the directory `routes`. */
const defaultContent: JsonObject = { handler: { type: "Router", name: "_router" } };

/**
 * Reads `config.json` and everything below it, routes included.
 *
 * @throws {gateway.config-invalid} with file and JSON pointer
 */
export async function loadRootHandler(outer: Scope, services: Services): Promise<Handler> {
  const document = await readRoot(services.directory);
  for (const key of document.duplicateKeys) services.lint(top, `the key "${key}" occurs twice; the last one counts`);
  const scope = innerScope(outer, document.content.properties, at(top, "properties"));
  const content = resolveDocument(document.content, scope, file);
  const unsupported = laterKeys.find((key) => key in content);
  if (unsupported !== undefined) throw invalidAt(at(top, unsupported), "is not supported yet");
  lintKeys(
    content,
    ["handler", "heap", "properties", "monitor", "temporaryStorage", ...decorationNames],
    top,
    services,
  );

  const builtIn: Place = { file: "(built in)", path: [] };
  const global = createHeap({ parent: undefined, declarations: globalObjects, place: builtIn, scope: outer, services });
  const heap = createHeap({ parent: global, declarations: content.heap, place: at(top, "heap"), scope, services });
  await heap.buildAll();
  const to = reference.safeParse(content.handler);
  if (!to.success) throw invalidAt(at(top, "handler"), "must be the name of a handler or its declaration");
  const handler = await referTo(heap, "handler", to.data, at(top, "handler"));
  const decorated = decorate(handler, content, top, { scope, services });
  return decorated.kind === "handler" ? decorated.handle : handler.handle;
}

async function readRoot(directory: string): Promise<Document> {
  const exists = await access(join(directory, file)).then(
    () => true,
    () => false,
  );
  return exists ? readDocument(directory, file) : { file, content: defaultContent, duplicateKeys: [] };
}
