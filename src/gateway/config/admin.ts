import { isJsonObject } from "../../core/json.ts";
import { createHeap, referTo } from "../heap/heap.ts";
import type { ServerTls } from "../heap/heap-object.ts";
import { lintKeys } from "../heap/lint-keys.ts";
import type { Services } from "../heap/model.ts";
import { validate } from "../heap/object-type.ts";
import type { Reference } from "../heap/schemas.ts";
import { connectorConfig, connectorKeys } from "./connectors.ts";
import { readDocument } from "./document.ts";
import { at, invalidAt, type Place } from "./place.ts";
import { innerScope, resolveDocument, type Scope } from "./scope.ts";

/** One address to listen on. */
export interface Listener {
  readonly host: string;
  readonly port: number;
  readonly tls: ServerTls | null;
  /** Overrides the gateway's limit. */
  readonly headerBytes: number | undefined;
}

const laterKeys = ["adminConnector", "auditService", "openTelemetry", "session"];
const knownKeys = [
  "heap",
  "connectors",
  "properties",
  "mode",
  "streamingEnabled",
  "gatewayUnits",
  "temporaryDirectory",
];

/**
 * Reads `admin.json`. Its heap is private: routes do not see it.
 *
 * @throws {gateway.config-invalid} also when the file is missing: a gateway does not open ports that nobody named
 */
export async function loadAdmin(scope: Scope, services: Services): Promise<readonly Listener[]> {
  const file = "admin.json";
  const top: Place = { file, path: [] };
  const document = await readDocument(services.directory, file);
  for (const key of document.duplicateKeys) services.lint(top, `the key "${key}" occurs twice; the last one counts`);
  const inner = innerScope(scope, document.content.properties, at(top, "properties"));
  const content = resolveDocument(document.content, inner, file);
  const unsupported = laterKeys.find((key) => key in content);
  if (unsupported !== undefined) throw invalidAt(at(top, unsupported), "is not supported yet");
  lintKeys(content, knownKeys, top, services);

  const declarations = content.heap;
  const heap = createHeap({ parent: undefined, declarations, place: at(top, "heap"), scope: inner, services });
  await heap.buildAll();
  const { connectors } = content;
  const here = at(top, "connectors");
  if (!Array.isArray(connectors) || connectors.length === 0) throw invalidAt(here, "must be a list of connectors");
  const listeners: Listener[] = [];
  for (const [index, connector] of connectors.entries()) {
    const place = at(here, index);
    if (!isJsonObject(connector)) throw invalidAt(place, "must be an object");
    lintKeys(connector, connectorKeys, place, services);
    const { port, host, tls: to, maxTotalHeadersSize } = validate(connector, connectorConfig, place);
    const tls = to === undefined ? null : (await referTo(heap, "tls", withType(to), at(place, "tls"))).tls;
    listeners.push(...port.map((each) => ({ host, port: each, tls, headerBytes: maxTotalHeadersSize })));
  }
  return listeners;
}

/** Where only one type fits, PingGateway lets the declaration leave it out: `"tls": {"keyManager": …}`. */
function withType(to: Reference): Reference {
  if (typeof to === "string" || "type" in to) return to;
  return { type: "ServerTlsOptions", config: to };
}
