import type { JsonObject } from "../../core/json.ts";
import type { Exchange } from "../http/exchange.ts";

/** What an audit handler is given: one event of the topic `access`. */
export type AuditEvent = JsonObject;

/** Where access events go. Never makes a request wait, and never fails one. */
export interface AccessAudit {
  record(event: AuditEvent): void;
}

/** How a request ended. */
export interface AccessResult {
  readonly status: number;
  readonly elapsed: number;
}

/** What of an exchange must be remembered before filters change it. */
export interface AccessStart {
  readonly method: string;
  readonly headers: JsonObject;
}

/** The only header names whose values are ever written. */
const safeHeaders: ReadonlySet<string> = new Set([
  "accept",
  "accept-api-version",
  "content-type",
  "host",
  "user-agent",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-original-uri",
  "x-real-ip",
  "x-request-id",
  "x-requested-with",
  "x-scheme",
]);
/** Their values may be addresses of other sites: what follows the question mark is nobody's business. */
const addressHeaders: ReadonlySet<string> = new Set(["x-original-uri"]);
const longestValue = 1_024;

export function startAccess(exchange: Exchange): AccessStart {
  const headers: Record<string, string[]> = {};
  for (const name of exchange.headers.names()) {
    const lower = name.toLowerCase();
    if (!safeHeaders.has(lower) || lower in headers) continue;
    headers[lower] = exchange.headers.all(name).map((value) => {
      const shown = addressHeaders.has(lower) ? value.split(/[?#]/, 1)[0] : value;
      return (shown ?? "").slice(0, longestValue);
    });
  }
  return { method: exchange.method, headers };
}

/** The event of PingGateway's topic `access`; cookies, credentials and queries are never part of it. */
export function accessEvent(
  exchange: Exchange,
  start: AccessStart,
  result: AccessResult,
  made: { id: string; time: number },
): AuditEvent {
  const { client, contexts, transactionId } = exchange;
  const audit = contexts.get("requestAudit");
  const userId = audit?.userId;
  const extension = contexts.get("accessAuditExtension");
  const origin = new URL(exchange.externalOrigin);
  const port = Number(origin.port) || (origin.protocol === "https:" ? 443 : 80);
  return {
    _id: made.id,
    timestamp: new Date(made.time).toISOString(),
    eventName: "OPENIG-HTTP-ACCESS",
    transactionId,
    ...(typeof userId === "string" ? { userId } : {}),
    client: { ip: client.address, port: client.port },
    server: { ip: origin.hostname, port },
    http: {
      request: {
        secure: client.secure,
        method: start.method,
        path: `${exchange.externalOrigin}${exchange.original.path}`,
        headers: start.headers,
      },
    },
    response: {
      status: result.status < 400 ? "SUCCESSFUL" : "FAILED",
      statusCode: String(result.status),
      elapsedTime: Math.round(result.elapsed),
      elapsedTimeUnits: "MILLISECONDS",
    },
    ig: {
      exchangeId: transactionId,
      ...(exchange.route === null ? {} : { routeId: exchange.route, routeName: exchange.route }),
      ext: extension ?? {},
    },
  };
}
