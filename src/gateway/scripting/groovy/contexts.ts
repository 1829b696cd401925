import { isJsonObject } from "../../../core/json.ts";
import type { ClientCertificate } from "../../../device/index.ts";
import {
  fromJson,
  type GroovyHost,
  type GroovyValue,
  groovyError,
  type HostClass,
  hostClass,
  listOf,
  liveMap,
} from "../../../script/groovy/index.ts";
import type { Exchange } from "../../http/exchange.ts";
import { textArgument } from "./arguments.ts";

/** `context` and `contexts`: what the gateway knows of a request. */

/** What the contexts of a run are made from. */
export interface ContextsData {
  readonly exchange: Exchange;
  readonly attributes: () => GroovyValue;
  readonly session: () => GroovyValue;
  readonly certificateObject: (certificate: ClientCertificate) => GroovyHost;
}

const packageName = "org.forgerock.services.context";

const clientType = hostClass<ContextsData>({
  name: `${packageName}.ClientContext`,
  implements: [`${packageName}.Context`],
  properties: {
    remoteAddress: { get: ({ exchange }) => exchange.client.address },
    remoteHost: { get: ({ exchange }) => exchange.client.address },
    remotePort: { get: ({ exchange }) => exchange.client.port },
    remoteUser: { get: () => "" },
    userAgent: { get: ({ exchange }) => exchange.headers.first("user-agent") ?? "" },
    secure: { get: ({ exchange }) => exchange.client.secure },
    isSecure: { get: ({ exchange }) => exchange.client.secure },
    external: { get: () => true },
    isExternal: { get: () => true },
    localAddress: { get: ({ exchange }) => new URL(exchange.externalOrigin).hostname },
    localPort: { get: ({ exchange }) => portOf(new URL(exchange.externalOrigin)) },
    certificates: { get: certificatesOf },
    contextName: { get: () => "client" },
  },
  methods: { isSecure: ({ exchange }) => exchange.client.secure, isExternal: () => true },
});

const attributesType = hostClass<ContextsData>({
  name: `${packageName}.AttributesContext`,
  implements: [`${packageName}.Context`],
  properties: { attributes: { get: ({ attributes }) => attributes() }, contextName: { get: () => "attributes" } },
});

const sessionType = hostClass<ContextsData>({
  name: "org.forgerock.http.session.SessionContext",
  implements: [`${packageName}.Context`],
  properties: { session: { get: ({ session }) => session() }, contextName: { get: () => "session" } },
});

const transactionType = hostClass<ContextsData>({
  name: `${packageName}.TransactionIdContext`,
  implements: [`${packageName}.Context`],
  properties: {
    transactionId: { get: ({ exchange }) => transactionIdType.wrap(exchange.transactionId) },
    contextName: { get: () => "transactionId" },
  },
});

const transactionIdType = hostClass<string>({
  name: `${packageName}.TransactionId`,
  properties: { value: { get: (id) => id } },
  text: (id) => id,
});

/** Contexts that filters add: plain data. */
const namedType = hostClass<{ readonly name: string; readonly data: ContextsData }>({
  name: `${packageName}.NamedContext`,
  implements: [`${packageName}.Context`],
  properties: { contextName: { get: ({ name }) => name } },
  getMissing: ({ name, data }, member) => {
    const values = data.exchange.contexts.get(name) ?? {};
    return Object.hasOwn(values, member) ? fromJson(values[member] ?? null) : undefined;
  },
  getAt: ({ name, data }, member) => {
    const values = data.exchange.contexts.get(name) ?? {};
    const key = textArgument(member);
    return Object.hasOwn(values, key) ? fromJson(values[key] ?? null) : null;
  },
});

const builtIn: ReadonlyMap<string, typeof clientType> = new Map([
  ["client", clientType],
  ["attributes", attributesType],
  ["session", sessionType],
  ["transactionId", transactionType],
]);

/** The leaf of the chain; `asContext(ClientContext.class)` finds another of it. */
export const contextType = hostClass<ContextsData>({
  name: `${packageName}.Context`,
  properties: { contextName: { get: () => "request" } },
  methods: {
    asContext: (data, [wanted]) => asContext(data, wanted),
    getContext: (data, [wanted]) => byName(data, wanted),
    containsContext: (data, [wanted]) => has(data, wanted),
  },
});

export const contextClasses: readonly HostClass[] = [
  contextType,
  clientType,
  attributesType,
  sessionType,
  transactionType,
];

/** The `contexts` binding: live, so that contexts which later filters add are there too. */
export function contextsMap(data: ContextsData): GroovyValue {
  const { exchange } = data;
  return liveMap({
    size: () => builtIn.size + exchange.contexts.size,
    get: (name) => named(data, name),
    set: readOnly,
    delete: readOnly,
    keys: () => [...builtIn.keys(), ...exchange.contexts.keys()],
  });
}

function named(data: ContextsData, key: GroovyValue): GroovyValue | undefined {
  const name = textArgument(key);
  const type = builtIn.get(name);
  if (type !== undefined) return type.wrap(data);
  return isJsonObject(data.exchange.contexts.get(name)) ? namedType.wrap({ name, data }) : undefined;
}

function asContext(data: ContextsData, wanted: GroovyValue | undefined): GroovyValue {
  const type = [...builtIn.values()].find((candidate) => candidate === wanted);
  if (type !== undefined) return type.wrap(data);
  throw groovyError("java.lang.IllegalArgumentException", "there is no such context");
}

function byName(data: ContextsData, wanted: GroovyValue | undefined): GroovyValue {
  const found = named(data, wanted ?? null);
  if (found !== undefined) return found;
  throw groovyError("java.lang.IllegalArgumentException", `there is no context ${textArgument(wanted)}`);
}

function has(data: ContextsData, wanted: GroovyValue | undefined): boolean {
  if ([...builtIn.values()].some((candidate) => candidate === wanted)) return true;
  return typeof wanted === "string" && named(data, wanted) !== undefined;
}

function readOnly(): never {
  throw groovyError("java.lang.UnsupportedOperationException", "contexts cannot be changed");
}

/** Never null: empty when the client has shown none. */
function certificatesOf({ exchange, certificateObject }: ContextsData): GroovyValue {
  const { peer } = exchange.client;
  return listOf(peer.state === "verified" ? [certificateObject(peer.certificate)] : [], true);
}

function portOf({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}
