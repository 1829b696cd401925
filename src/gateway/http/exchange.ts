import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import type { Json, JsonObject } from "../../core/json.ts";
import type { PeerState } from "../../device/index.ts";
import type { Ending } from "./ending.ts";
import type { Headers } from "./headers.ts";

/** Who sent the request: always the socket's peer, never what a header says. */
export interface ClientPeer {
  readonly address: string;
  readonly port: number;
  readonly secure: boolean;
  /** Never `invalid` here: such a connection ends before a route sees it. */
  readonly peer: Exclude<PeerState, { state: "invalid" }>;
}

/** Which external path stands for which upstream path; both empty while nothing was rewritten. */
export interface PathMapping {
  readonly prefix: string;
  readonly path: string;
}

/** One request on its way through filters and handlers. Filters change the mutable members. */
export interface Exchange {
  /** Names this request in logs, audit events and towards the application. */
  readonly transactionId: string;
  /** Scripts and request filters may change it for what follows. */
  method: string;
  readonly version: string;
  readonly client: ClientPeer;
  /** Origin under which the client reaches this gateway; ForwardedRequestFilter changes it. */
  externalOrigin: string;
  /** Path and query as the client sent them, normalised. */
  readonly original: Target;
  readonly headers: Headers;
  /** The request body, limited in size; null when the request has none. Whoever reads it puts back one that can be read. */
  body: RequestBody | null;
  /** Comes when the client leaves or the request fails: frees the connection to the application. */
  readonly ending: Ending;
  /** Set for the handshake of a WebSocket: an answer with status 101 and a tunnel is possible. */
  readonly upgrade?: "websocket" | undefined;
  /** Values that filters and scripts leave for each other and for expressions. Data only: nothing live. */
  readonly attributes: Map<string, Json>;
  /** What filters know of this request, by the name under which expressions and scripts find it: `ssoToken`, `amSession`. */
  readonly contexts: Map<string, JsonObject>;
  /** The values of the gateway's own session; a session manager fills it before and keeps what changed after. */
  session: Map<string, Json>;
  /** Identity headers that a script set where scripts are believed (compatibility.scriptIdentity); lower case. */
  vouched?: ReadonlySet<string>;
  /** Headers that carry the verified certificate, by name in lower case, and the values that may go on under them. */
  forwarded?: ReadonlyMap<string, string>;
  /** Present when nginx asks what is to be done with a request: the last handler describes it and sends nothing. */
  readonly handover?: Handover;
  target: Target;
  /** Scheme, host and port of the application, set by the baseURI decoration; null until then. */
  upstream: string | null;
  mapping: PathMapping;
  /** Name of the route that took the request, for the log. */
  route: string | null;
}

/** A request that nginx asks about and, where it can, sends on by itself. */
export interface Handover {
  /** Called by the last handler before it looks at the request: what it looks at decides nothing. */
  arrived(): void;
  /** Called by the last handler, when the request is as the application would get it. */
  describe(exchange: Exchange, origin: string): GatewayResponse;
  /** Called by whoever decides by more than this request: a counter, a script. */
  varies(): void;
  /** Called by whoever must see what nginx does not show: a body. The request is handed over. */
  refuse(): void;
}

export interface Target {
  /** Absolute path with its percent escapes. */
  readonly path: string;
  /** Without the question mark; null when there was none. */
  readonly query: string | null;
}

export interface RequestBody {
  /** Bytes, when the client announced them; null for a chunked body. */
  readonly length: number | null;
  /** Set once the body was read as a whole. */
  readonly bytes?: Buffer;
  open(): Readable;
}

export interface GatewayResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ResponseBody;
  /** With status 101: the connection to the application, which is the answer's only continuation. */
  readonly tunnel?: Tunnel;
}

/** An application's connection that speaks another protocol from now on. */
export interface Tunnel {
  /** Carries bytes both ways until either side ends. `head` is what the client sent ahead. */
  join(client: Socket, head: Buffer): Promise<void>;
  abandon(): void;
}

/** A response body: bytes that are there, or a stream that starts when its destination is known. */
export type ResponseBody = Buffer | StreamedBody;

export interface StreamedBody {
  /** Writes the body with back-pressure and leaves `sink` open; rejects when the upstream fails in the middle. */
  sendTo(sink: NodeJS.WritableStream): Promise<void>;
  /** All of it, when it is there already and nothing was sent. */
  whole?(): Buffer | null;
  /** Gives up a body that nobody will read, so that its connection is free again. */
  abandon?(reason: Error): void;
}

export type Handler = (exchange: Exchange) => Promise<GatewayResponse>;
/** A filter answers by itself, or lets `next` answer and may change that answer. */
export type Filter = (exchange: Exchange, next: Handler) => Promise<GatewayResponse>;

export function targetText(target: Target): string {
  return target.query === null ? target.path : `${target.path}?${target.query}`;
}
