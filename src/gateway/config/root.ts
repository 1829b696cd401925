import { access } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../../core/json.ts";
import { decoratedTop } from "../heap/decorations.ts";
import { createHeap, referTo } from "../heap/heap.ts";
import { lintKeys } from "../heap/lint-keys.ts";
import type { Services } from "../heap/model.ts";
import { reference } from "../heap/schemas.ts";
import type { Handler } from "../http/exchange.ts";
import { defaultSessions } from "../objects/sessions/in-memory-session-manager.ts";
import { withSession } from "../objects/sessions/session-manager.ts";
import { type Document, readDocument } from "./document.ts";
import { at, invalidAt, type Place } from "./place.ts";
import { innerScope, resolveDocument, type Scope } from "./scope.ts";
import { inSessionAndAudit } from "./top-level.ts";

const file = "config.json";
const top: Place = { file, path: [] };
const knownKeys = [
  "handler",
  "heap",
  "properties",
  "globalDecorators",
  "session",
  "auditService",
  "monitor",
  "temporaryStorage",
];

/** What every file may name without declaring it. */
const globalObjects: JsonObject[] = [
  { name: "AuditService", type: "NoOpAuditService" },
  { name: "ClientHandler", type: "ClientHandler" },
  {
    name: "ForgeRockClientHandler",
    type: "Chain",
    config: { filters: ["TransactionIdOutboundFilter"], handler: "ClientHandler" },
  },
  { name: "ReverseProxyHandler", type: "ReverseProxyHandler" },
  { name: "ScheduledExecutorService", type: "ScheduledExecutorService" },
  { name: "TemporaryStorage", type: "TemporaryStorage" },
  { name: "TransactionIdOutboundFilter", type: "TransactionIdOutboundFilter" },
];

/** PingGateway's built-in configuration when `config.json` is missing: the routes of `routes/`, and a welcome. */
const defaultContent: JsonObject = {
  handler: {
    type: "Router",
    name: "_router",
    config: {
      scanInterval: "&{ig.router.scan.interval|10 seconds}",
      defaultHandler: {
        type: "DispatchHandler",
        config: {
          bindings: [
            {
              condition: "${request.uri.path == '/' and request.method == 'GET'}",
              handler: { type: "WelcomeHandler" },
            },
            {
              condition: "${request.uri.path == '/'}",
              handler: { type: "StaticResponseHandler", config: { status: 405, headers: { Allow: ["GET"] } } },
            },
            { handler: { type: "StaticResponseHandler", config: { status: 404 } } },
          ],
        },
      },
    },
  },
};

/**
 * Reads `config.json` and everything below it, routes included.
 *
 * @throws {gateway.config-invalid} with file and JSON pointer
 */
export async function loadRootHandler(outer: Scope, services: Services): Promise<Handler> {
  const document = await readRoot(services.directory);
  for (const key of document.duplicateKeys) services.lint(top, `the key "${key}" occurs twice; the last one counts`);
  const scope = await innerScope(outer, document.content.properties, at(top, "properties"), services);
  const content = resolveDocument(document.content, scope, file);
  const builtIn: Place = { file: "(built in)", path: [] };
  const global = createHeap({ parent: undefined, declarations: globalObjects, place: builtIn, scope: outer, services });
  const globalDecorators = { value: content.globalDecorators, place: at(top, "globalDecorators") };
  const { heap: declarations } = content;
  const heap = createHeap({ parent: global, declarations, globalDecorators, place: at(top, "heap"), scope, services });
  lintKeys(content, [...knownKeys, ...heap.decoratorNames], top, services);
  await heap.buildAll();
  const to = reference.safeParse(content.handler);
  if (!to.success) throw invalidAt(at(top, "handler"), "must be the name of a handler or its declaration");
  const handler = await referTo(heap, "handler", to.data, at(top, "handler"));
  const handle = await inSessionAndAudit(await decoratedTop(handler.handle, content, top, heap), content, top, heap);
  return withSession(defaultSessions(services), handle);
}

async function readRoot(directory: string): Promise<Document> {
  const exists = await access(join(directory, file)).then(
    () => true,
    () => false,
  );
  return exists ? readDocument(directory, file) : { file, content: defaultContent, duplicateKeys: [] };
}
