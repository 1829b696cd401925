import { gatewayErrors } from "../errors.ts";
import type { BuildContext } from "../heap/model.ts";
import type { Handler } from "../http/exchange.ts";
import { type CircuitBreaker, createCircuitBreaker } from "./circuit-breaker.ts";
import { type ClientConfig, lintClientConfig } from "./client-config.ts";
import { retrying } from "./retry.ts";
import { describer, sender } from "./send.ts";

/**
 * What sends requests for a handler: its connections, around them retries, around those the circuit breaker.
 *
 * @throws {gateway.config-invalid} for what refers to no object of the right kind
 */
export async function clientStack(config: ClientConfig, context: BuildContext): Promise<Handler> {
  const { services } = context;
  lintClientConfig(config, context);
  const tls = config.tls === undefined ? null : (await context.refer("client-tls", config.tls, "tls")).tls;
  const pools = services.openPools({
    connections: config.connections,
    connectTimeout: config.connectionTimeout,
    readTimeout: config.soTimeout,
    timeToLive: config.connectionTimeToLive,
    ca: services.upstreamCa,
    tls,
    resolve: services.resolve,
  });
  const { soTimeout: readTimeout, waitQueueSize, preserveHost } = config;
  const options = { readTimeout, waitQueueSize, preserveHost };
  const send = await withCircuitBreaker(
    withRetries(sender(pools, options, services), config, context),
    config,
    context,
  );
  // nginx knows nothing of what was asked for here, so it must not carry such requests.
  const isPlain = tls === null && config.retries?.enabled !== true && config.circuitBreaker?.enabled !== true;
  const describe = isPlain ? describer(pools, options, services) : refuseToDescribe;
  return (exchange) => (exchange.handover === undefined ? send(exchange) : describe(exchange));
}

const refuseToDescribe: Handler = async () => {
  throw gatewayErrors.error("gateway.route-failed", { detail: "nginx cannot send this request" });
};

function withRetries(send: Handler, { retries }: ClientConfig, context: BuildContext): Handler {
  if (retries?.enabled !== true) return send;
  const { count, delay, condition, runtimeExceptionCondition } = retries;
  const answer = condition === undefined ? undefined : context.runtime(condition, "retries", "condition");
  const error =
    runtimeExceptionCondition === undefined
      ? undefined
      : context.runtime(runtimeExceptionCondition, "retries", "runtimeExceptionCondition");
  return retrying(send, {
    count,
    delay,
    failed: (exchange, response) => answer?.value(exchange, response) === true,
    worthwhile: (exchange) => error === undefined || error.value(exchange) === true,
  });
}

async function withCircuitBreaker(send: Handler, config: ClientConfig, context: BuildContext): Promise<Handler> {
  const { circuitBreaker } = config;
  if (circuitBreaker?.enabled !== true) return send;
  const { maxFailures, openDuration, openHandler, slidingCounter } = circuitBreaker;
  const window = slidingCounter?.size ?? maxFailures + 1;
  if (window <= maxFailures) {
    throw context.problem("must be more than maxFailures", "circuitBreaker", "slidingCounter", "size");
  }
  const open =
    openHandler === undefined
      ? undefined
      : (await context.refer("handler", openHandler, "circuitBreaker", "openHandler")).handle;
  const breaker = createCircuitBreaker({ maxFailures, openDuration, window }, context.services.clock.elapsed);
  return (exchange) => {
    const wait = breaker.openFor();
    if (wait === 0) return recorded(send(exchange), breaker);
    if (open !== undefined) return open(exchange);
    const retryAfter = Math.ceil(Math.min(wait, 3_600_000) / 1_000);
    throw gatewayErrors.error("gateway.upstream-busy", { retryAfter, detail: "the circuit breaker is open" });
  };
}

/** Only errors count: an answer is an answer, whatever its status. */
async function recorded<Response>(sent: Promise<Response>, breaker: CircuitBreaker): Promise<Response> {
  try {
    const response = await sent;
    breaker.record(false);
    return response;
  } catch (problem) {
    breaker.record(true);
    throw problem;
  }
}
