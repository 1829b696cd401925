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
import { carriedHeaders } from "./site.ts";

/** A {@link Handover} from the side of whoever asks for the decision. */
export interface WatchedHandover extends Handover {
  /** The request as filters see it: what they look at is remembered. */
  readonly headers: Headers;
  readonly client: ClientPeer;
  /** The answer for nginx, when the route has answered; null when the gateway must serve this request itself. */
  decision(answer: GatewayResponse): GatewayResponse | null;
}

/** What all requests have in common. */
export interface HandoverRules {
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
 * Watches requests that nginx asks about. The route runs as ever; its last handler says what it would send instead of
 * sending it. Who looks at the answer, or changes what nginx cannot repeat, keeps the request at the gateway.
 */
export function handoversBy(rules: HandoverRules): (headers: Headers, client: ClientPeer) => WatchedHandover {
  const settable = rules.settableHeaders.map((name) => name.toLowerCase());
  const named = {
    ...rules,
    setAnew: new Set([...settable, ...framing]),
    decided: new Set([...settable, ...inKey]),
  };
  return (headers, client) => createHandover(headers, client, named);
}

interface NamedRules extends HandoverRules {
  /** Names in lower case of what nginx writes by itself, or as a decision says. */
  readonly setAnew: ReadonlySet<string>;
  /** Names in lower case of what a decision carries, or depends on anyway. */
  readonly decided: ReadonlySet<string>;
}

function createHandover(original: Headers, client: ClientPeer, rules: NamedRules): WatchedHandover {
  const { settableHeaders, setAnew } = rules;
  const before = snapshot(original, setAnew);
  let depends = false;
  let hasArrived = false;
  let described: { readonly answer: GatewayResponse; readonly headers: Headers } | null = null;
  let wasTouched = false;
  const varies = (): void => {
    depends ||= !hasArrived;
  };

  return {
    headers: watchedHeaders(original, rules.decided, varies),
    client: watchedClient(client, varies),
    varies,
    refuse: () => {
      wasTouched = true;
    },
    arrived: () => {
      hasArrived = true;
    },
    describe: (exchange, origin) => {
      const answer = watchedAnswer(() => {
        wasTouched = true;
      });
      const after = snapshot(original, setAnew);
      const isKnown = rules.origins.has(origin) && before !== null && after === before;
      const values = settableHeaders.map((name) => original.all(name));
      if (!isKnown || values.some((all) => all.length > 1)) return answer;
      const cacheSeconds = depends || rules.upstreams.has(origin) ? 0 : longestCache;
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
  const { host, hostname } = new URL(origin);
  const headers = headersFrom([
    ...[decisionHeaders.origin, origin],
    ...[decisionHeaders.target, targetText(target)],
    ...[decisionHeaders.host, exchange.headers.first("host") ?? host],
    ...[decisionHeaders.tlsName, hostname],
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

const carried = new Set(carriedHeaders.map((name) => name.toLowerCase()));

/** Everything but what nginx sets anew; null when there is something that it would not pass on as it is. */
function snapshot(headers: Headers, setAnew: ReadonlySet<string>): string | null {
  const names = headers.names().map((name) => name.toLowerCase());
  const kept = names.filter((name) => !setAnew.has(name)).sort();
  if (kept.some((name) => !carried.has(name) || headers.all(name).length > 1)) return null;
  return kept.map((name) => JSON.stringify([name, headers.first(name)])).join();
}

/**
 * Notes what a filter looks at or changes beyond what nginx compares. A test of names matters when it accepts one that a
 * client could send past a remembered decision.
 */
function watchedHeaders(headers: Headers, decided: ReadonlySet<string>, onLook: () => void): Headers {
  const look = (name: string): void => {
    if (!inKey.has(name.toLowerCase())) onLook();
  };
  const write = (name: string): void => {
    if (!decided.has(name.toLowerCase())) onLook();
  };
  const test = (accepts: (name: string) => boolean): ((name: string) => boolean) => {
    if ([...carried].some(accepts)) onLook();
    return accepts;
  };
  return {
    all: (name) => {
      look(name);
      return headers.all(name);
    },
    first: (name) => {
      look(name);
      return headers.first(name);
    },
    set: (name, value) => {
      write(name);
      headers.set(name, value);
    },
    append: (name, value) => {
      write(name);
      headers.append(name, value);
    },
    removeWhere: (accepts) => headers.removeWhere(test(accepts)),
    // It decides nothing but whether a message has too many.
    count: headers.count,
    names: () => {
      onLook();
      return headers.names();
    },
    namesWhere: (accepts) => headers.namesWhere(test(accepts)),
    toRaw: () => {
      onLook();
      return headers.toRaw();
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
    get status() {
      onLook();
      return 200;
    },
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
