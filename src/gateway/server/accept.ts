import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Logger } from "../../core/log.ts";
import type { IdentityHeaders, PeerState } from "../../device/index.ts";
import { gatewayErrors } from "../errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { stripInbound } from "../http/inbound-headers.ts";
import { limitedBody } from "../http/request-body.ts";
import { checkRequest } from "../http/request-checks.ts";
import type { GatewayLimits } from "../options.ts";

/**
 * Turns a request from the wire into an exchange that routes may see: checked, normalised and stripped.
 *
 * @throws {gateway.request-malformed} {@link gatewayErrors} and its kin for a request that no route may see
 */
export function acceptRequest(
  request: IncomingMessage,
  peer: Exclude<PeerState, { state: "invalid" }>,
  signal: AbortSignal,
  around: {
    readonly identityHeaders: IdentityHeaders;
    readonly externalOrigin: string;
    readonly limits: GatewayLimits;
    readonly log: Logger;
  },
): Exchange {
  const { remoteAddress, remotePort } = request.socket;
  if (remoteAddress === undefined) throw gatewayErrors.error("gateway.client-gone");
  const { target, headers, bodyLength } = checkRequest(request, around.limits);
  const spoofed = stripInbound(headers, around.identityHeaders);
  if (spoofed.length > 0) {
    around.log.warn({ address: remoteAddress, headers: spoofed }, "a client sent identity headers; they were removed");
  }
  return {
    transactionId: randomUUID(),
    method: request.method ?? "",
    version: request.httpVersion,
    client: {
      address: remoteAddress.replace(/^::ffff:(?=[\d.]+$)/, ""),
      port: remotePort ?? 0,
      secure: "encrypted" in request.socket,
      peer,
    },
    externalOrigin: around.externalOrigin,
    original: target,
    headers,
    body: limitedBody(request, bodyLength, around.limits.bodyBytes),
    signal,
    attributes: new Map(),
    contexts: new Map(),
    session: new Map(),
    target,
    upstream: null,
    mapping: { prefix: "", path: "" },
    route: null,
  };
}
