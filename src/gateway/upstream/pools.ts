import { rootCertificates } from "node:tls";
import { type Dispatcher, Pool } from "undici";
import { gatewayErrors } from "../errors.ts";

export interface UpstreamOptions {
  /** Connections per origin. */
  readonly connections: number;
  /** Milliseconds until a connection must stand. */
  readonly connectTimeout: number;
  /** Milliseconds without a byte from the application. */
  readonly readTimeout: number;
  /** PEM of authorities to trust besides node's own list; for applications under a private CA. */
  readonly ca: string | undefined;
}

/** Connections to applications, one pool an origin. */
export interface UpstreamPools {
  /** @throws {gateway.upstream-busy} when more origins are asked for than the gateway will hold connections to */
  get(origin: string): Dispatcher;
  close(): Promise<void>;
}

const mostOrigins = 128;
const largestResponseHead = 64 * 1024;
/** Below the idle time of common servers, so that a connection is not used while its other end closes it. */
const idleTime = 4_000;

export function createUpstreamPools(options: UpstreamOptions): UpstreamPools {
  const pools = new Map<string, Pool>();
  return {
    get: (origin) => {
      const existing = pools.get(origin);
      if (existing !== undefined) return existing;
      if (pools.size >= mostOrigins) throw gatewayErrors.error("gateway.upstream-busy", { detail: "too many origins" });
      const pool = new Pool(origin, {
        connections: options.connections,
        pipelining: 1,
        connect: {
          timeout: options.connectTimeout,
          ...(options.ca === undefined ? {} : { ca: trustedRoots(options.ca) }),
        },
        headersTimeout: options.readTimeout,
        bodyTimeout: options.readTimeout,
        keepAliveTimeout: idleTime,
        maxHeaderSize: largestResponseHead,
      });
      pools.set(origin, pool);
      return pool;
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
    },
  };
}

function trustedRoots(ca: string): string[] {
  return [...rootCertificates, ca];
}
