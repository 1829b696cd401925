import { z } from "zod";
import type { BuildContext } from "../heap/model.ts";
import { duration, flag, integer, later, reference } from "../heap/schemas.ts";

/** What `ReverseProxyHandler` and `ClientHandler` have in common in PingGateway's files. */

const longestWait = 10 * 60_000;
const boundedDuration = duration.refine((milliseconds) => milliseconds >= 1 && milliseconds <= longestWait, {
  error: "must be between 1 millisecond and 10 minutes: every wait has a bound",
});
const positiveDuration = duration.refine((milliseconds) => milliseconds >= 1, { error: "must be more than nothing" });

const retries = z.object({
  enabled: flag.default(true),
  count: integer(1, 20).default(5),
  delay: boundedDuration.default(10_000),
  condition: z.string().optional(),
  runtimeExceptionCondition: z.string().optional(),
  executor: reference.optional(),
});

const circuitBreaker = z.object({
  enabled: flag.default(true),
  maxFailures: integer(1, 10_000),
  openDuration: positiveDuration,
  openHandler: reference.optional(),
  slidingCounter: z.object({ size: integer(1, 100_000) }).optional(),
  executor: reference.optional(),
});

export const clientConfig = z.object({
  /** Per application. PingGateway counts per handler; an application that hangs must not take the others' connections. */
  connections: integer(1, 10_000).default(64),
  waitQueueSize: integer(0, 100_000).default(1_024),
  soTimeout: boundedDuration.default(10_000),
  connectionTimeout: boundedDuration.default(10_000),
  connectionTimeToLive: positiveDuration.default(Number.POSITIVE_INFINITY),
  connectionShutdownGracePeriod: duration.optional(),
  protocolVersion: z.literal("HTTP/1.1", { error: "only HTTP/1.1 is supported yet" }).optional(),
  http2PriorKnowledge: z.literal(false, { error: "is not supported yet" }).optional(),
  propagateDisconnection: flag.optional(),
  proxyOptions: later,
  temporaryStorage: reference.optional(),
  vertx: z.record(z.string(), z.unknown()).optional(),
  tls: reference.optional(),
  retries: retries.optional(),
  circuitBreaker: circuitBreaker.optional(),
  /** Ours: sends the client's `Host` on instead of the application's. */
  preserveHost: flag.default(false),
  /** Legacy keys: accepted, without effect, and linted. */
  disableReuseConnection: flag.optional(),
  disableRetries: flag.optional(),
  numberOfWorkers: integer(0, 1_000_000).optional(),
  stateTrackingEnabled: flag.optional(),
  asyncBehavior: z.string().optional(),
  asyncBehaviour: z.string().optional(),
  hostnameVerifier: z.literal("STRICT", { error: "belongs into tls, and only STRICT is safe" }).optional(),
  keyManager: later,
  trustManager: later,
});

export type ClientConfig = z.output<typeof clientConfig>;

const legacyKeys = [
  "disableReuseConnection",
  "disableRetries",
  "numberOfWorkers",
  "stateTrackingEnabled",
  "asyncBehavior",
  "asyncBehaviour",
  "connectionShutdownGracePeriod",
  "temporaryStorage",
  "vertx",
] as const;

/** Says what loads and does nothing. */
export function lintClientConfig(config: ClientConfig, { place, services }: BuildContext): void {
  for (const key of legacyKeys) {
    if (config[key] !== undefined) services.lint({ ...place, path: [...place.path, key] }, "has no effect here");
  }
  if (config.propagateDisconnection === false) {
    const here = { ...place, path: [...place.path, "propagateDisconnection"] };
    services.lint(here, "has no effect: a client that leaves always takes its request with it");
  }
}
