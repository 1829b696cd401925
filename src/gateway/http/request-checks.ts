import type { IncomingMessage } from "node:http";
import type { SallyportError } from "../../core/errors.ts";
import { gatewayErrors } from "../errors.ts";
import type { Target } from "./exchange.ts";
import { type Headers, headersFrom } from "./headers.ts";
import { parseTarget } from "./request-target.ts";

/** What a request must be before anything looks at it. Node's strict parser has refused the worst already. */

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
export const allowedMethods = [...methods].join(", ");

const authority = /^(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/** What any version of HTTP says before the body. */
export type RequestHead = Pick<IncomingMessage, "rawHeaders" | "method" | "url" | "httpVersion">;

export interface CheckedRequest {
  readonly target: Target;
  readonly headers: Headers;
  /** Bytes of the body; null when chunked; 0 when there is none. */
  readonly bodyLength: number | null;
}

/**
 * @throws {gateway.request-malformed} {@link gatewayErrors} and its kin, each with its own status
 */
export function checkRequest(
  request: RequestHead,
  limits: { headers: number; bodyBytes: number },
  upgrades: "refused" | "websocket" = "refused",
): CheckedRequest {
  const headers = headersFrom(request.rawHeaders);
  if (!methods.has(request.method ?? "")) throw gatewayErrors.error("gateway.method-refused");
  if (request.rawHeaders.length / 2 > limits.headers) throw gatewayErrors.error("gateway.headers-too-large");
  if (upgrades === "websocket") checkHandshake(request, headers);
  else if (headers.first("upgrade") !== undefined) throw gatewayErrors.error("gateway.upgrade-refused");
  const hosts = headers.all("host");
  const host = hosts[0];
  if (hosts.length !== 1 || host === undefined) throw malformed("needs exactly one Host header");
  if (!authority.test(host)) throw malformed("has a Host header that names no host");
  const bodyLength = checkFraming(headers, request.httpVersion);
  if (bodyLength !== null && bodyLength > limits.bodyBytes) throw gatewayErrors.error("gateway.body-too-large");
  return { target: checkTarget(request.url ?? ""), headers, bodyLength };
}

/** RFC 6455, section 4.2.1. Any other upgrade would open a connection that nobody looks into. */
function checkHandshake(request: RequestHead, headers: Headers): void {
  const upgrades = headers.all("upgrade");
  if (upgrades.length !== 1 || upgrades[0]?.toLowerCase() !== "websocket") {
    throw gatewayErrors.error("gateway.upgrade-refused");
  }
  const keys = headers.all("sec-websocket-key");
  const versions = headers.all("sec-websocket-version");
  if (request.method !== "GET" || request.httpVersion !== "1.1") throw malformed("is no WebSocket handshake");
  if (headers.first("content-length") !== undefined || headers.first("transfer-encoding") !== undefined) {
    throw malformed("is a WebSocket handshake with a body");
  }
  if (keys.length !== 1 || !/^[A-Za-z0-9+/]{22}==$/.test(keys[0] ?? "")) {
    throw malformed("is a WebSocket handshake without a proper key");
  }
  if (versions.length !== 1 || versions[0] !== "13") throw malformed("speaks no known version of WebSocket");
}

function checkTarget(url: string): Target {
  const parsed = parseTarget(url);
  if (parsed.ok) return parsed.target;
  if (parsed.tooLong) throw gatewayErrors.error("gateway.target-too-long");
  throw malformed(`has an address with ${parsed.why}`);
}

/** Request smuggling lives on messages whose length two servers read differently (RFC 9112, section 6.3). */
function checkFraming(headers: Headers, version: string): number | null {
  const encodings = headers.all("transfer-encoding");
  const lengths = headers.all("content-length");
  if (encodings.length === 0 && lengths.length === 0) return 0;
  if (encodings.length > 0) {
    if (lengths.length > 0) throw malformed("has both Content-Length and Transfer-Encoding");
    if (version === "1.0") throw malformed("has a Transfer-Encoding in HTTP/1.0");
    if (encodings.length > 1 || encodings[0]?.toLowerCase() !== "chunked") {
      throw malformed("has a Transfer-Encoding other than chunked");
    }
    return null;
  }
  if (lengths.length > 1) throw malformed("has more than one Content-Length");
  const length = lengths[0] ?? "0";
  if (!/^\d{1,15}$/.test(length)) throw malformed("has a Content-Length that is no number");
  return Number(length);
}

function malformed(what: string): SallyportError {
  return gatewayErrors.error("gateway.request-malformed", { message: `The request ${what}.` });
}
