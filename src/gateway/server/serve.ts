import type { Clock } from "../../core/clock.ts";
import { describeError, SallyportError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import type { Random } from "../../core/random.ts";
import type { IdentityHeaders } from "../../device/index.ts";
import { gatewayErrors } from "../errors.ts";
import { createEnding } from "../http/ending.ts";
import type { Exchange, Handler } from "../http/exchange.ts";
import { valuesOf } from "../http/headers.ts";
import { allowedMethods } from "../http/request-checks.ts";
import { ownResponse } from "../http/response.ts";
import type { GatewayMetrics } from "../monitoring/metrics.ts";
import type { InvalidCertificate, MissingCertificate, Support } from "../options.ts";
import { certificatePage } from "../pages/certificate-page.ts";
import { acceptRequest } from "./accept.ts";
import type { Inbound } from "./inbound.ts";
import { noCertificate, type Sender, type SenderOf } from "./sender.ts";

export interface ServeOptions {
  readonly handle: Handler;
  readonly invalidCertificate: InvalidCertificate;
  readonly missingCertificate: MissingCertificate;
  readonly support: Support;
  /** Who sends a request, looked at anew each time. */
  readonly senderOf: SenderOf;
  readonly identityHeaders: IdentityHeaders;
  /** Asked per request, because a port of 0 is known only once the server listens. */
  readonly externalOrigin: () => string;
  readonly isDraining: () => boolean;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: GatewayMetrics;
  readonly random: Random;
}

/** Serves one request from the wire to its last byte, and writes its line in the log. Never rejects. */
export async function serve(inbound: Inbound, options: ServeOptions): Promise<void> {
  const { clock, log, identityHeaders, metrics, random } = options;
  const started = clock.elapsed();
  const ending = createEnding();
  let clientLeft = false;
  inbound.onLeave(() => {
    clientLeft = true;
    ending.end(gatewayErrors.error("gateway.client-gone"));
  });

  let exchange: Exchange | undefined;
  try {
    const found = options.senderOf(inbound);
    const { peer, hop } = found instanceof Promise ? await found : found;
    if (peer.state === "invalid") {
      await refusePeer(peer.reason, hop, inbound, options);
      return;
    }
    const around = { identityHeaders, log, metrics, random, externalOrigin: options.externalOrigin() };
    exchange = acceptRequest(inbound, { peer, hop }, ending, around);
    const answer = await options.handle(exchange);
    const sent = inbound.answer(answer, options.isDraining());
    if (sent !== undefined) await sent;
  } catch (problem) {
    inbound.distrust();
    // Whatever the application still does for this request, nobody waits for it.
    ending.end(problem instanceof Error ? problem : new Error(String(problem)));
    await answerProblem(problem, inbound, options);
  } finally {
    const status = clientLeft ? 499 : inbound.status();
    const path = exchange?.original.path;
    const route = exchange?.route ?? undefined;
    const ms = Math.round(clock.elapsed() - started);
    log.info({ method: inbound.method, path, route, status, ms }, "request");
  }
}

async function refusePeer(
  reason: string,
  hop: Sender["hop"],
  inbound: Inbound,
  { invalidCertificate, missingCertificate, support, log }: ServeOptions,
): Promise<void> {
  const { socket } = inbound;
  const why = { why: reason, ...(hop === null ? {} : { format: hop.format }) };
  log.info({ address: socket.remoteAddress, ...why }, "a client certificate was refused");
  const page = () => certificatePage(reason, valuesOf(inbound.rawHeaders, "accept"), support);
  if (hop !== null) {
    // The hop has finished its client's handshake, and other clients come over its connection: a whole request ends nothing.
    inbound.read();
    await inbound.answer(page(), false);
    return;
  }
  inbound.distrust();
  if ((reason === noCertificate ? missingCertificate : invalidCertificate) === "close") socket.destroy();
  else await inbound.answer(page(), true);
}

/** What went wrong, to the client in public words and to the log in full. */
async function answerProblem(problem: unknown, inbound: Inbound, { log, metrics }: ServeOptions): Promise<void> {
  const known = problem instanceof SallyportError ? problem : undefined;
  const fields = { method: inbound.method, why: describeError(problem) };
  if (known?.code.startsWith("gateway.upstream-") === true) metrics.upstreamError(known.code);
  if (known?.code === "gateway.client-gone") log.debug(fields, "the client left");
  else if (known === undefined || known.status >= 500) log.error(fields, "a request failed");
  else log.info(fields, "a request was refused");
  if (inbound.isAnswered()) {
    inbound.cut();
    return;
  }
  const { status, message } = known ?? gatewayErrors.specs["gateway.route-failed"];
  const allow = status === 405 ? ["Allow", allowedMethods] : [];
  const retry = known?.retryAfter === undefined ? [] : ["Retry-After", String(known.retryAfter)];
  const text = isPublic(known) ? message : gatewayErrors.specs["gateway.route-failed"].message;
  // What follows a refused request is not to be trusted.
  await inbound.answer(ownResponse(status, text, [...allow, ...retry]), true);
}

function isPublic(problem: SallyportError | undefined): boolean {
  return problem?.code.startsWith("gateway.") === true;
}
