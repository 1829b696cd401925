import { type Dispatcher, Pool } from "undici";
import { gatewayErrors } from "../errors.ts";
import type { ClientTls } from "../tls/model.ts";
import { type ConnectorOptions, connectorTo, serverNameOf } from "./connector.ts";

export interface UpstreamOptions extends Omit<ConnectorOptions, "tls"> {
  /** What TLS is made of now: connections that stand with what it was before take no more requests. Null as ever. */
  readonly tls: (() => ClientTls) | null;
  /** Connections per origin. */
  readonly connections: number;
  /** Milliseconds until the answer must begin. */
  readonly readTimeout: number;
  /** Milliseconds after which a connection is not used again; `Infinity` for never. */
  readonly timeToLive: number;
}

/** One application, as it is reached. */
export interface Upstream {
  readonly dispatcher: Dispatcher;
  /** What `Host` says by default. */
  readonly host: string;
  readonly serverName: string | null;
  readonly connections: number;
  /** Requests that wait for a connection or use one. */
  running: number;
}

/** Connections to applications, one pool an origin. */
export interface UpstreamPools {
  /** @throws {gateway.upstream-busy} when more origins are asked for than the gateway will hold connections to */
  get(origin: string): Upstream;
  /** Takes no more requests and ends when those that run have their whole answers: for objects of a replaced route. */
  drain(): Promise<void>;
  /** Ends at once. */
  close(): Promise<void>;
}

const mostOrigins = 128;
const parting = 1_000;
const largestResponseHead = 64 * 1024;
/** Below the idle time of common servers, so that a connection is not used while its other end closes it. */
const idleTime = 4_000;

export function createUpstreamPools(options: UpstreamOptions): UpstreamPools {
  const upstreams = new Map<string, Upstream>();
  const leaving = new Set<Dispatcher>();
  let tls = options.tls?.() ?? null;

  /** New requests get new connections; those that run have their whole answers, over the connections that they have. */
  const renew = (next: ClientTls): void => {
    tls = next;
    for (const { dispatcher } of upstreams.values()) {
      leaving.add(dispatcher);
      const gone = (): void => {
        leaving.delete(dispatcher);
      };
      // A request that is about to be sent is sent.
      setTimeout(() => void dispatcher.close().then(gone, gone), parting).unref();
    }
    upstreams.clear();
  };
  const all = (): Dispatcher[] => [...leaving, ...[...upstreams.values()].map(({ dispatcher }) => dispatcher)];

  return {
    get: (origin) => {
      const current = options.tls?.() ?? null;
      if (current !== null && current !== tls) renew(current);
      const existing = upstreams.get(origin);
      if (existing !== undefined) return existing;
      if (upstreams.size >= mostOrigins) {
        throw gatewayErrors.error("gateway.upstream-busy", { detail: "too many origins" });
      }
      const dispatcher = new Pool(origin, {
        connections: options.connections,
        pipelining: 1,
        connect: connectorTo(origin, { ...options, tls }),
        headersTimeout: options.readTimeout,
        // Silence in the middle of a body is watched where it is known whether anybody reads it.
        bodyTimeout: 0,
        keepAliveTimeout: idleTime,
        clientTtl: Number.isFinite(options.timeToLive) ? options.timeToLive : null,
        maxHeaderSize: largestResponseHead,
      });
      const { connections } = options;
      const serverName = serverNameOf(origin);
      const upstream = { dispatcher, host: new URL(origin).host, serverName, connections, running: 0 };
      upstreams.set(origin, upstream);
      return upstream;
    },
    drain: async () => {
      await Promise.all(all().map((dispatcher) => dispatcher.close()));
      upstreams.clear();
    },
    close: async () => {
      await Promise.all(all().map((dispatcher) => dispatcher.destroy()));
      upstreams.clear();
    },
  };
}
