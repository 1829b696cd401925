import type { Readable } from "node:stream";
import type { Json, JsonObject } from "../../core/json.ts";
import type { PeerState } from "../../device/index.ts";
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
  /** Origin under which the client reaches this gateway. */
  readonly externalOrigin: string;
  /** Path and query as the client sent them, normalised. */
  readonly original: Target;
  readonly headers: Headers;
  /** The request body, limited in size; null when the request has none. Whoever reads it puts back one that can be read. */
  body: RequestBody | null;
  /** Aborted when the client leaves or the request fails: frees the connection to the application. */
  readonly signal: AbortSignal;
  /** Values that filters and scripts leave for each other and for expressions. Data only: nothing live. */
  readonly attributes: Map<string, Json>;
  /** What filters know of this request, by the name under which expressions and scripts find it: `ssoToken`, `amSession`. */
  readonly contexts: Map<string, JsonObject>;
  /** The values of the gateway's own session; a session manager fills it before and keeps what changed after. */
  readonly session: Map<string, Json>;
  target: Target;
  /** Scheme, host and port of the application, set by the baseURI decoration; null until then. */
  upstream: string | null;
  mapping: PathMapping;
  /** Name of the route that took the request, for the log. */
  route: string | null;
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
  open(): Readable;
}

export interface GatewayResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ResponseBody;
}

/** A response body: bytes that are there, or a stream that starts when its destination is known. */
export type ResponseBody = Buffer | StreamedBody;

export interface StreamedBody {
  /** Writes the body with back-pressure and leaves `sink` open; rejects when the upstream fails in the middle. */
  sendTo(sink: NodeJS.WritableStream): Promise<void>;
}

export type Handler = (exchange: Exchange) => Promise<GatewayResponse>;
/** A filter answers by itself, or lets `next` answer and may change that answer. */
export type Filter = (exchange: Exchange, next: Handler) => Promise<GatewayResponse>;

export function targetText(target: Target): string {
  return target.query === null ? target.path : `${target.path}?${target.query}`;
}
