import {
  type ClientPeer,
  type Exchange,
  type GatewayResponse,
  type Handover,
  type PathMapping,
  targetText,
} from "../http/exchange.ts";
import { type Headers, headersFrom } from "../http/headers.ts";
import { decisionHeaders, valueHeader } from "./hop.ts";

/** A {@link Handover} from the side of whoever asks for the decision. */
export interface WatchedHandover extends Handover {
  /** The request as filters see it: what they look at is remembered. */
  readonly headers: Headers;
  readonly client: ClientPeer;
  /** The answer for nginx, when the route has answered; null when the gateway must serve this request itself. */
  decision(answer: GatewayResponse): GatewayResponse | null;
}

export interface HandoverOptions {
  readonly headers: Headers;
  readonly client: ClientPeer;
  readonly settableHeaders: readonly string[];
  /** Origins that nginx knows. */
  readonly origins: ReadonlySet<string>;
  /** Origins that get an assertion, which counts once. */
  readonly upstreams: ReadonlySet<string>;
}

/** In the key of nginx's cache, so a decision may depend on them. */
const inKey = new Set(["cookie", "host"]);
/** No older decision is believed: a session may have ended. */
const longestCache = 5;

/**
 * Watches a request that nginx asks about. The route runs as ever; its last handler says what it would send instead of
 * sending it. Who looks at the answer, or changes what nginx cannot repeat, keeps the request at the gateway.
 */
export function createHandover(options: HandoverOptions): WatchedHandover {
  const { settableHeaders } = options;
  const before = snapshot(options.headers, settableHeaders);
  let depends = false;
  let hasArrived = false;
  let described: { readonly answer: GatewayResponse; readonly headers: Headers } | null = null;
  let wasTouched = false;
  const varies = (): void => {
    depends ||= !hasArrived;
  };

  return {
    headers: watchedHeaders(options.headers, varies),
    client: watchedClient(options.client, varies),
    varies,
    arrived: () => {
      hasArrived = true;
    },
    describe: (exchange, origin) => {
      const answer = watchedAnswer(() => {
        wasTouched = true;
      });
      const isKnown = options.origins.has(origin) && snapshot(options.headers, settableHeaders) === before;
      const values = settableHeaders.map((name) => options.headers.all(name));
      if (!isKnown || values.some((all) => all.length > 1)) return answer;
      const cacheSeconds = depends || options.upstreams.has(origin) ? 0 : longestCache;
      described = {
        answer,
        headers: decisionFields(
          exchange,
          origin,
          values.map(([first]) => first),
          cacheSeconds,
        ),
      };
      return answer;
    },
    decision: (answer) => {
      if (described === null || answer !== described.answer || wasTouched) return null;
      return { status: 200, headers: described.headers, body: Buffer.alloc(0) };
    },
  };
}

function decisionFields(
  exchange: Exchange,
  origin: string,
  values: readonly (string | undefined)[],
  cacheSeconds: number,
): Headers {
  const { mapping, target } = exchange;
  const headers = headersFrom([
    ...[decisionHeaders.origin, origin],
    ...[decisionHeaders.target, targetText(target)],
    ...[decisionHeaders.host, exchange.headers.first("host") ?? new URL(origin).host],
    ...[decisionHeaders.tlsName, new URL(origin).hostname],
    ...rewriting(origin, mapping),
    ...["X-Accel-Expires", String(cacheSeconds)],
    ...["Content-Length", "0"],
  ]);
  for (const [index, value] of values.entries()) if (value !== undefined) headers.set(valueHeader(index), value);
  return headers;
}

/** How `Location` is mapped back: by whole segments, with and without the application's origin. */
function rewriting(origin: string, { prefix, path }: PathMapping): string[] {
  if (prefix === path) return [];
  const folder = (text: string): string => (text.endsWith("/") ? text : `${text}/`);
  return [
    ...[decisionHeaders.rewrittenPath, folder(path)],
    ...[decisionHeaders.rewrittenAddress, `${origin}${folder(path)}`],
    ...[decisionHeaders.externalPath, folder(prefix)],
  ];
}

/** What nginx writes for the application's connection by itself. */
const framing = ["host", "connection", "content-length", "transfer-encoding", "expect"];

/** Everything but what nginx sets anew. */
function snapshot(headers: Headers, settable: readonly string[]): string {
  const apart = new Set([...settable.map((name) => name.toLowerCase()), ...framing]);
  return headers
    .names()
    .map((name) => name.toLowerCase())
    .filter((name) => !apart.has(name))
    .sort()
    .map((name) => JSON.stringify([name, headers.all(name)]))
    .join();
}

function watchedHeaders(headers: Headers, onRead: () => void): Headers {
  const read = (name: string): void => {
    if (!inKey.has(name.toLowerCase())) onRead();
  };
  return {
    ...headers,
    all: (name) => {
      read(name);
      return headers.all(name);
    },
    first: (name) => {
      read(name);
      return headers.first(name);
    },
  };
}

function watchedClient(client: ClientPeer, onRead: () => void): ClientPeer {
  const { address, port, secure, peer } = client;
  return {
    secure,
    peer,
    get address() {
      onRead();
      return address;
    },
    get port() {
      onRead();
      return port;
    },
  };
}

/** Empty, and it tells whether anybody looked: a filter that does wants to change the application's answer. */
function watchedAnswer(onLook: () => void): GatewayResponse {
  const headers = headersFrom([]);
  return {
    status: 200,
    get headers() {
      onLook();
      return headers;
    },
    get body() {
      onLook();
      return Buffer.alloc(0);
    },
  };
}
