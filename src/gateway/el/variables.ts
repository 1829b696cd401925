import type { Json, JsonObject } from "../../core/json.ts";
import type { ClientCertificate } from "../../device/index.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Names, Variables } from "./compile.ts";
import { type ElObject, elObject, fromJson } from "./values.ts";

/** What `request`, `contexts`, `attributes` and `openig` are in an expression. */

const notYet = "is not supported yet";
const onlyPerRequest = "has a value only while a request is served";
const later: readonly (readonly [string, string])[] = ["context", "env", "heap", "now", "response", "system"].map(
  (name) => [name, notYet],
);
const perRequest = ["request", "contexts", "attributes", "session"];

/** Names of an expression that is evaluated for every request. */
export function runtimeNames(properties: JsonObject): Names {
  return { variables: new Set([...perRequest, "openig"]), unavailable: new Map(later), properties };
}

/** Names of an expression that is evaluated once, where the file is loaded. */
export function configurationNames(properties: JsonObject): Names {
  const never = perRequest.map((name): [string, string] => [name, onlyPerRequest]);
  return { variables: new Set(["openig"]), unavailable: new Map([...later, ...never]), properties };
}

export function configurationVariables(directory: string): Variables {
  const openig = elObject({ instanceDirectory: () => directory, configDirectory: () => directory });
  return (name) => (name === "openig" ? openig : null);
}

export function runtimeVariables(exchange: Exchange, directory: string): Variables {
  const fixed = configurationVariables(directory);
  return (name) => {
    if (name === "request") return requestObject(exchange);
    if (name === "contexts") return contextsObject(exchange);
    if (name === "attributes") return mapObject(exchange.attributes);
    if (name === "session") return mapObject(exchange.session);
    return fixed(name);
  };
}

function requestObject(exchange: Exchange): ElObject {
  const { headers } = exchange;
  return elObject({
    method: () => exchange.method,
    version: () => `HTTP/${exchange.version}`,
    uri: () => uriObject(exchange),
    headers: () => lists((name) => headers.all(name), headers.names()),
    queryParams: () => {
      const query = new URLSearchParams(exchange.target.query ?? "");
      return lists((name) => query.getAll(name), [...query.keys()]);
    },
  });
}

/** A map from names to lists: a name that is not there is null, so that `headers['X'][0]` is null too. */
function lists(valuesOf: (name: string) => readonly string[], keys: readonly string[]): ElObject {
  return {
    member: (name) => {
      const values = valuesOf(name);
      return values.length === 0 ? null : values;
    },
    keys: () => keys,
    text: () => `{${keys.join(", ")}}`,
  };
}

/** The address as it would be sent now: the application's origin once baseURI has set it, the gateway's own before. */
function uriObject(exchange: Exchange): ElObject {
  const base = new URL(exchange.upstream ?? exchange.externalOrigin);
  const { path, query } = exchange.target;
  const port = base.port === "" ? (base.protocol === "https:" ? 443 : 80) : Number(base.port);
  const text = `${base.origin}${path}${query === null ? "" : `?${query}`}`;
  return elObject(
    {
      scheme: () => base.protocol.slice(0, -1),
      host: () => base.hostname,
      port: () => port,
      authority: () => base.host,
      rawAuthority: () => base.host,
      path: () => decodeURIComponent(path),
      rawPath: () => path,
      query: () => (query === null ? null : safelyDecoded(query)),
      rawQuery: () => query,
    },
    () => text,
  );
}

/** A query may hold any bytes; where its escapes are no UTF-8 it stays as it was sent. */
function safelyDecoded(query: string): string {
  return query.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    const bytes = Buffer.from(run.replaceAll("%", ""), "hex");
    const text = bytes.toString("utf8");
    return Buffer.from(text, "utf8").equals(bytes) ? text : run;
  });
}

function clientObject(exchange: Exchange): ElObject {
  const { address, port, secure, peer } = exchange.client;
  return elObject({
    remoteAddress: () => address,
    remotePort: () => port,
    isSecure: () => secure,
    isExternal: () => true,
    userAgent: () => exchange.headers.first("user-agent") ?? null,
    certificates: () => (peer.state === "verified" ? [certificateObject(peer.certificate)] : []),
  });
}

function certificateObject(certificate: ClientCertificate): ElObject {
  const { subject, issuer, thumbprint } = certificate;
  return elObject(
    {
      subject: () => subject,
      issuer: () => issuer,
      thumbprint: () => thumbprint,
      serialNumber: () => certificate.serialNumber,
      notBefore: () => new Date(certificate.notBefore).toISOString(),
      notAfter: () => new Date(certificate.notAfter).toISOString(),
      commonNames: () => certificate.commonNames,
      dnsNames: () => certificate.dnsNames,
      uris: () => certificate.uris,
      pem: () => certificate.pem,
    },
    () => `Subject: ${subject}\nIssuer: ${issuer}\nSHA-256: ${thumbprint}`,
  );
}

function contextsObject(exchange: Exchange): ElObject {
  return {
    member: (name) => (name === "client" ? clientObject(exchange) : fromJson(exchange.contexts.get(name) ?? null)),
    keys: () => ["client", ...exchange.contexts.keys()],
    text: () => `{${["client", ...exchange.contexts.keys()].join(", ")}}`,
  };
}

function mapObject(values: ReadonlyMap<string, Json>): ElObject {
  return {
    member: (name) => fromJson(values.get(name) ?? null),
    keys: () => [...values.keys()],
    text: () => `{${[...values.keys()].join(", ")}}`,
  };
}
