import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { AccessAudit } from "../audit/access-event.ts";
import { createHeap, referTo } from "../heap/heap.ts";
import { lintKeys } from "../heap/lint-keys.ts";
import type { Heap, Services } from "../heap/model.ts";
import { validate } from "../heap/object-type.ts";
import { type Reference, reference } from "../heap/schemas.ts";
import type { Filter } from "../http/exchange.ts";
import type { TrustedHop } from "../server/forwarded/trusted-hop.ts";
import type { ServerTls } from "../tls/model.ts";
import { checkAdminKeys } from "./admin-keys.ts";
import { connectorConfig, connectorKeys, readVertx } from "./connectors.ts";
import { readDocument } from "./document.ts";
import { at, invalidAt, type Place } from "./place.ts";
import { innerScope, resolveDocument, type Scope } from "./scope.ts";
import { readTrustedHops } from "./trusted-hops.ts";

/** One address to listen on. */
export interface Listener {
  readonly host: string;
  readonly port: number;
  /** Reads keys and authorities anew each time; null speaks plain HTTP. */
  readonly tls: (() => Promise<ServerTls>) | null;
  /** Overrides the gateway's limit. */
  readonly headerBytes: number | undefined;
  /** Proxies that may say which certificate their clients have shown. */
  readonly trustedHops: readonly TrustedHop[];
  /** Milliseconds that running requests get when the gateway stops; undefined takes the gateway's own. */
  readonly gracePeriod: number | undefined;
}

/** What `admin.json` says. */
export interface AdminConfiguration {
  readonly listeners: readonly Listener[];
  /** The port of health, metrics and the state of routes; null when the file names none. */
  readonly administration: Administration | null;
}

export interface Administration {
  readonly listener: Listener;
  /** Stands before `/api`; null lets this machine's own addresses in, and nobody else. */
  readonly apiProtection: Filter | null;
  /** Stands before `/metrics`; null as above. */
  readonly metricsProtection: Filter | null;
  readonly audit: AccessAudit | null;
}

const file = "admin.json";
const top: Place = { file, path: [] };

/**
 * Reads `admin.json`. Its heap is private: routes do not see it.
 *
 * @throws {gateway.config-invalid} also when the file is missing: a gateway does not open ports that nobody named
 */
export async function loadAdmin(scope: Scope, services: Services): Promise<AdminConfiguration> {
  const document = await readDocument(services.directory, file);
  for (const key of document.duplicateKeys) services.lint(top, `the key "${key}" occurs twice; the last one counts`);
  const inner = await innerScope(scope, document.content.properties, at(top, "properties"), services);
  const content = resolveDocument(document.content, inner, file);
  checkAdminKeys(content, top, services);

  const declarations = content.heap;
  const heap = createHeap({ parent: undefined, declarations, place: at(top, "heap"), scope: inner, services });
  await heap.buildAll();
  const { connectors } = content;
  const here = at(top, "connectors");
  if (!Array.isArray(connectors) || connectors.length === 0) throw invalidAt(here, "must be a list of connectors");
  const listeners: Listener[] = [];
  for (const [index, connector] of connectors.entries()) {
    listeners.push(...(await readConnector(connector, at(here, index), heap)));
  }
  return { listeners, administration: await readAdministration(content, listeners, heap) };
}

/** The listeners of a connector, one a port. */
async function readConnector(connector: Json, place: Place, heap: Heap): Promise<Listener[]> {
  const { services } = heap;
  if (!isJsonObject(connector)) throw invalidAt(place, "must be an object");
  lintKeys(connector, connectorKeys, place, services);
  const config = validate(connector, connectorConfig, place);
  const { port, host, tls: to, maxTotalHeadersSize, gracePeriod, vertx } = config;
  const { headerBytes, idle } = readVertx(vertx);
  for (const key of idle) services.lint(at(place, "vertx", key), "has no effect here");
  const tls = to === undefined ? null : (await referTo(heap, "tls", withType(to), at(place, "tls"))).load;
  const settings = config.trustedHops.length === 0 || tls === null ? null : await tls();
  const trustedHops = await readTrustedHops(config.trustedHops, settings, at(place, "trustedHops"), heap);
  const more = { tls, headerBytes: maxTotalHeadersSize ?? headerBytes, gracePeriod, trustedHops };
  return port.map((each) => ({ host, port: each, ...more }));
}

async function readAdministration(
  content: JsonObject,
  listeners: readonly Listener[],
  heap: Heap,
): Promise<Administration | null> {
  const { adminConnector } = content;
  if (adminConnector === undefined || adminConnector === null) return null;
  const place = at(top, "adminConnector");
  const local = isJsonObject(adminConnector) ? { host: "127.0.0.1", ...adminConnector } : adminConnector;
  const [listener, ...others] = await readConnector(local, place, heap);
  if (listener === undefined || others.length > 0) throw invalidAt(at(place, "port"), "must be one port");
  if (listener.trustedHops.length > 0) throw invalidAt(at(place, "trustedHops"), "administration has no devices");
  if (listener.port !== 0 && listeners.some(({ port }) => port === listener.port)) {
    throw invalidAt(at(place, "port"), "is the port of a connector");
  }
  const filter = async (key: string): Promise<Filter | null> => {
    const value = content[key];
    return value === undefined ? null : (await referTo(heap, "filter", refer(value, key), at(top, key))).filter;
  };
  const to = content.auditService;
  const audit =
    to === undefined
      ? null
      : (await referTo(heap, "audit-service", refer(to, "auditService"), at(top, "auditService"))).audit;
  const apiProtection = await filter("apiProtectionFilter");
  return { listener, apiProtection, metricsProtection: await filter("metricsProtectionFilter"), audit };
}

function refer(value: Json, key: string): Reference {
  const to = reference.safeParse(value);
  if (!to.success) throw invalidAt(at(top, key), "must be the name of an object or its declaration");
  return to.data;
}

/** Where only one type fits, PingGateway lets the declaration leave it out: `"tls": {"keyManager": …}`. */
function withType(to: Reference): Reference {
  if (typeof to === "string" || "type" in to) return to;
  return { type: "ServerTlsOptions", config: to };
}
