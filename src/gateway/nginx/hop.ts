import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What nginx and the gateway tell each other over the decision socket. No client can reach it: it is a file. */

/** Headers that nginx sets on every request to the socket, over whatever a client sent under these names. */
export const hopHeaders = {
  /** `decision` asks what is to be done, `request` hands the whole request over. */
  purpose: "Sallyport-Hop",
  /** {@link agreementOf} what nginx's configuration was made of. */
  agreement: "Sallyport-Hop-Agreement",
  /** Which of the gateway's connectors the client reached, counted from 0. */
  connector: "Sallyport-Hop-Connector",
  method: "Sallyport-Hop-Method",
  /** Path and query as the client sent them. */
  target: "Sallyport-Hop-Target",
  address: "Sallyport-Hop-Address",
  port: "Sallyport-Hop-Port",
  host: "Sallyport-Hop-Host",
  /** `$ssl_client_verify`: `SUCCESS`, `NONE` or `FAILED:reason`. */
  verify: "Sallyport-Hop-Verify",
  /** `$ssl_client_escaped_cert`: the PEM, percent-encoded. */
  certificate: "Sallyport-Hop-Certificate",
} as const;

/** Headers of a decision to send the request on. Each is copied into a variable of the same name. */
export const decisionHeaders = {
  /** Scheme, host and port of the application. */
  origin: "Sallyport-Origin",
  /** Path and query for the application. */
  target: "Sallyport-Target",
  host: "Sallyport-Host",
  /** The name that the application's certificate must have. */
  tlsName: "Sallyport-Tls-Name",
  /** The application's and the client's spelling of the path that a route rewrites, for `Location`. */
  rewrittenPath: "Sallyport-Rewritten-Path",
  rewrittenAddress: "Sallyport-Rewritten-Address",
  externalPath: "Sallyport-External-Path",
} as const;

/** The header of a decision that carries the value of the n-th header that routes may set. */
export function valueHeader(index: number): string {
  return `Sallyport-Value-${index}`;
}

/**
 * Names what nginx and the gateway must agree on: the order of the headers that decisions set, and of the connectors. After a
 * change on one side only, a value could go into the wrong header, and a client's own copy of a new one could pass.
 */
export function agreementOf(
  settableHeaders: readonly string[],
  connectors: readonly { readonly host: string; readonly port: number }[],
): string {
  const parts = [settableHeaders, connectors.map(({ host, port }) => [host, port])];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}

/** What nginx knows of a client. */
export interface Hop {
  readonly purpose: "decision" | "request";
  /** Empty when nginx said none. */
  readonly agreement: string;
  readonly connector: number;
  readonly client: { readonly address: string; readonly port: number };
  /** `SUCCESS`, `NONE` or a reason. */
  readonly verify: string;
  /** PEM; empty when the client showed none. */
  readonly certificate: string;
}

/**
 * Makes a request from nginx the client's own again: its method and address, and none of the headers of the hop.
 *
 * @returns null when nginx did not say what it must; the configuration is not ours
 */
export function takeHop(request: Pick<IncomingMessage, "rawHeaders" | "method" | "url">): Hop | null {
  const said = new Map<string, string>();
  const rest: string[] = [];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const [name = "", value = ""] = [request.rawHeaders[index], request.rawHeaders[index + 1]];
    const key = name.toLowerCase();
    if (key.startsWith("sallyport-hop")) said.set(key, value);
    else rest.push(name, value);
  }
  const read = (key: keyof typeof hopHeaders): string | undefined => said.get(hopHeaders[key].toLowerCase());
  const [purpose, connector, port] = [read("purpose"), Number(read("connector")), Number(read("port"))];
  const [method, target, address, verify] = [read("method"), read("target"), read("address"), read("verify")];
  if (purpose !== "decision" && purpose !== "request") return null;
  if (method === undefined || target === undefined || address === undefined || verify === undefined) return null;
  if (!Number.isInteger(connector) || !Number.isInteger(port)) return null;
  request.method = method;
  request.url = target;
  request.rawHeaders = rest;
  const certificate = unescaped(read("certificate") ?? "");
  if (certificate === null) return null;
  return { purpose, agreement: read("agreement") ?? "", connector, client: { address, port }, verify, certificate };
}

function unescaped(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (problem) {
    if (problem instanceof URIError) return null;
    throw problem;
  }
}
