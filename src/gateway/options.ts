import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { Exposition } from "../core/metrics.ts";
import type { Random } from "../core/random.ts";
import type { TokenLookup } from "../core/tokens.ts";
import type { AssertionSigner, IdentityHeaders } from "../device/index.ts";
import type { TicketSecret } from "./tls/ticket-keys.ts";

/** What a client may cost. Times in milliseconds. */
export interface GatewayLimits {
  /** All request headers together; more is 431. A connector's `maxTotalHeadersSize` wins. */
  readonly headerBytes: number;
  readonly headers: number;
  /** A request body; more is 413. */
  readonly bodyBytes: number;
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Until TLS stands, until the headers are there, until the whole request is there. */
  readonly handshakeTimeout: number;
  readonly headersTimeout: number;
  /** Default: a minute, or what the largest body takes at 128 KiB a second. */
  readonly requestTimeout: number;
  /** Bytes a second at which a client sends a body, and reads an answer, at least; 0 asks for none. */
  readonly leastRate: number;
  /** How long it may be slower. */
  readonly leastRateGrace: number;
  /** Between two requests of a connection; without a byte in either direction during one. */
  readonly keepAliveTimeout: number;
  readonly idleTimeout: number;
  /** How long the rest of a request is read and dropped that was answered early; `bodyBytes` of it at most. */
  readonly lingerTimeout: number;
}

export const defaultLimits: GatewayLimits = {
  headerBytes: 8_192,
  headers: 100,
  bodyBytes: 1024 * 1024,
  connections: 4_096,
  connectionsPerAddress: 512,
  handshakeTimeout: 10_000,
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  leastRate: 500,
  leastRateGrace: 20_000,
  keepAliveTimeout: 5_000,
  idleTimeout: 60_000,
  lingerTimeout: 2_000,
};

/** Bytes a second of an ordinary client with a large body. */
const ordinaryRate = 128 * 1024;
const longestRequest = 24 * 3_600_000;

/** The limits that were given, and the defaults that go with them. */
export function limitsFrom(given: Partial<GatewayLimits> = {}): GatewayLimits {
  const limits = { ...defaultLimits, ...given };
  if (given.requestTimeout !== undefined) return limits;
  const largestBody = Math.min((limits.bodyBytes * 1_000) / ordinaryRate, longestRequest);
  return { ...limits, requestTimeout: Math.max(limits.requestTimeout, Math.ceil(largestBody)) };
}

/** Where this gateway is deliberately safer than PingGateway, and may be told not to be. Both are off by default. */
export interface GatewayCompatibility {
  /** A script that throws is answered with 500 whatever it did before, and each `next.handle` really runs. */
  readonly scriptErrors?: boolean;
  /** Identity headers that a script sets go on without proof by the client certificate: whoever writes scripts vouches. */
  readonly scriptIdentity?: boolean;
}

/** What becomes of a client whose certificate is presented and does not count. It never passes as one without. */
export type InvalidCertificate = "close" | "page";
/** What becomes of a client that shows no certificate where a connector requires one. No route sees it either way. */
export type MissingCertificate = "close" | "page";

/** Whom to ask for help, on the pages for people whose certificate is missing or does not count. */
export interface Support {
  readonly text?: string | undefined;
  /** `https:` or `mailto:`. */
  readonly link?: string | undefined;
}

export interface NginxOptions {
  /** Absolute path of the Unix socket on which nginx asks; nothing may be there yet. */
  readonly socket: string;
  /** Every header that names a device, as the deployment and the routes spell it. */
  readonly identityHeaders: readonly string[];
  /** Further headers that routes set for applications. */
  readonly headers: readonly string[];
}

export interface GatewayOptions {
  /** Holds `admin.json`, `config.json` and `routes/` in PingGateway's format. */
  readonly directory: string;
  /** Default: `production`, which refuses what trusts everybody. */
  readonly mode?: "production" | "development";
  /** Where tokens look after the properties of the files: the environment, then the secrets. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly secret: TokenLookup;
  readonly trust: {
    readonly identityHeaders: IdentityHeaders;
    /** Origins of the applications that get the assertion. */
    readonly upstreams: readonly string[];
  };
  /** Signs the assertion; null sends none. */
  readonly assertion: AssertionSigner | null;
  /** Origin under which clients reach the gateway; by default `https://localhost:<port>`. */
  readonly externalOrigin?: string;
  /** Default: `close`. */
  readonly invalidCertificate?: InvalidCertificate;
  /** Default: `close`. */
  readonly missingCertificate?: MissingCertificate;
  readonly support?: Support;
  /** PEM of authorities for applications under a private CA, besides the public ones. */
  readonly upstreamCa?: string;
  /** `host:port` of applications → `address:port` where they are reached, as curl's `--resolve`. */
  readonly resolve?: Readonly<Record<string, string>>;
  readonly compatibility?: GatewayCompatibility;
  /** An nginx in the place of the gateway's own listeners, which are not opened then. */
  readonly nginx?: NginxOptions;
  readonly clock: Clock;
  /** Default: the system's. */
  readonly random?: Random;
  readonly log: Logger;
  readonly limits?: Partial<GatewayLimits>;
  /** Told to whoever asks the administration port; default: unknown. */
  readonly version?: string;
  /** Shared by several processes that are one gateway; by default each listener makes ticket keys of its own. */
  readonly tickets?: TicketSecret;
  /** The metrics of several processes that are one gateway; default: those of this one. */
  readonly exposition?: () => Promise<Exposition>;
}
