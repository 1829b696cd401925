import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../core/clock.ts";
import { describeError, SallyportError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import type { IdentityHeaders } from "../../device/index.ts";
import { gatewayErrors } from "../errors.ts";
import type { ClientAuth } from "../heap/heap-object.ts";
import type { Exchange, Handler } from "../http/exchange.ts";
import { allowedMethods } from "../http/request-checks.ts";
import { type Closing, ownResponse, sendResponse } from "../http/response.ts";
import type { GatewayLimits, InvalidCertificate } from "../options.ts";
import { acceptRequest } from "./accept.ts";
import { certificatePage } from "./certificate-page.ts";
import { peerOfRequest, type ReadPeer } from "./peer-check.ts";

export interface ServeOptions {
  readonly handle: Handler;
  readonly clientAuth: ClientAuth;
  readonly invalidCertificate: InvalidCertificate;
  readonly readPeer: ReadPeer;
  readonly identityHeaders: IdentityHeaders;
  /** Asked per request, because a port of 0 is known only once the server listens. */
  readonly externalOrigin: () => string;
  readonly isDraining: () => boolean;
  /**
   * Connections whose end is decided. Node goes on parsing what a client sent behind a refused request, and that must
   * never become a request of its own.
   */
  readonly condemned: WeakSet<object>;
  readonly limits: GatewayLimits;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Serves one request from the wire to its last byte, and writes its line in the log. Never rejects. */
export async function serve(request: IncomingMessage, response: ServerResponse, options: ServeOptions): Promise<void> {
  const { clock, log, condemned } = options;
  if (condemned.has(request.socket)) return;
  const started = clock.elapsed();
  const ended = new AbortController();
  let clientLeft = false;
  response.once("close", () => {
    if (response.writableFinished) return;
    clientLeft = true;
    ended.abort(gatewayErrors.error("gateway.client-gone"));
  });
  // A reset connection is reported by "close"; without a listener it would end the process.
  response.on("error", (problem) => log.debug({ why: describeError(problem) }, "a client connection failed"));

  let exchange: Exchange | undefined;
  try {
    const peer = peerOfRequest(request.socket, options.clientAuth, options.readPeer);
    if (peer.state === "invalid") {
      await refusePeer(peer.reason, request, response, options);
      return;
    }
    const { identityHeaders, limits } = options;
    const around = { identityHeaders, limits, log, externalOrigin: options.externalOrigin() };
    exchange = acceptRequest(request, peer, ended.signal, around);
    const answer = await options.handle(exchange);
    const unread = exchange.body !== null && !request.complete;
    const last = unread || options.isDraining();
    if (last) condemned.add(request.socket);
    await sendResponse(answer, response, last ? closing(request, options) : null);
  } catch (problem) {
    condemned.add(request.socket);
    // Whatever the application still does for this request, nobody waits for it.
    ended.abort(problem);
    await answerProblem(problem, request, response, options);
  } finally {
    const status = clientLeft ? 499 : response.statusCode;
    const where = { path: exchange?.original.path, route: exchange?.route ?? undefined };
    const ms = Math.round(clock.elapsed() - started);
    log.info({ method: request.method, ...where, status, ms }, "request");
  }
}

async function refusePeer(
  reason: string,
  request: IncomingMessage,
  response: ServerResponse,
  options: ServeOptions,
): Promise<void> {
  options.condemned.add(request.socket);
  options.log.info({ address: request.socket.remoteAddress, why: reason }, "a client certificate was refused");
  if (options.invalidCertificate === "close") request.socket.destroy();
  else await sendResponse(certificatePage(reason), response, closing(request, options));
}

/** What went wrong, to the client in public words and to the log in full. */
async function answerProblem(
  problem: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  options: ServeOptions,
): Promise<void> {
  const { log } = options;
  const known = problem instanceof SallyportError ? problem : undefined;
  const fields = { method: request.method, why: describeError(problem) };
  if (known?.code === "gateway.client-gone") log.debug(fields, "the client left");
  else if (known === undefined || known.status >= 500) log.error(fields, "a request failed");
  else log.info(fields, "a request was refused");
  if (response.headersSent || response.destroyed) {
    // Half an answer must look like half an answer.
    response.destroy();
    return;
  }
  const { status, message } = known ?? gatewayErrors.specs["gateway.route-failed"];
  const allow = status === 405 ? ["Allow", allowedMethods] : [];
  const retry = known?.retryAfter === undefined ? [] : ["Retry-After", String(known.retryAfter)];
  const text = isPublic(known) ? message : gatewayErrors.specs["gateway.route-failed"].message;
  // What follows a refused request is not to be trusted.
  await sendResponse(ownResponse(status, text, [...allow, ...retry]), response, closing(request, options));
}

function isPublic(problem: SallyportError | undefined): boolean {
  return problem?.code.startsWith("gateway.") === true;
}

function closing(request: IncomingMessage, { limits }: ServeOptions): Closing {
  return { request, linger: { bytes: limits.bodyBytes, time: limits.lingerTimeout } };
}
