import type { Exposition } from "../../core/metrics.ts";
import { gatewayErrors } from "../errors.ts";
import type { Exchange, Filter, GatewayResponse, Handler } from "../http/exchange.ts";
import { headersFrom } from "../http/headers.ts";
import type { RouteStatus } from "../routes/status.ts";

/** What happens to the gateway as a whole. */
export type GatewayState = "starting" | "ready" | "stopping";

export interface AdministrationOptions {
  readonly state: () => GatewayState;
  readonly routes: () => readonly RouteStatus[];
  readonly lint: () => readonly string[];
  readonly exposition: () => Promise<Exposition>;
  readonly version: string;
  readonly apiProtection: Filter | null;
  readonly metricsProtection: Filter | null;
}

const json = "application/json";

/** Health, metrics and the state of routes, at PingGateway's paths. Reads only. */
export function administrationHandler(options: AdministrationOptions): Handler {
  const { state } = options;
  const probe = (up: boolean): GatewayResponse =>
    answer(up ? 200 : 503, json, JSON.stringify({ status: up ? "UP" : "DOWN", state: state() }));
  const info = JSON.stringify({ product: "Sallyport", implementationVersion: options.version });
  const api = options.apiProtection ?? thisMachineOnly;
  const metrics = options.metricsProtection ?? thisMachineOnly;
  const routes = async (): Promise<GatewayResponse> =>
    answer(200, json, JSON.stringify({ state: state(), routes: options.routes(), lint: options.lint() }));
  const exposition = async (): Promise<GatewayResponse> => {
    const { contentType, text } = await options.exposition();
    return answer(200, contentType, text);
  };
  const handlers = new Map<string, Handler>([
    // A process that stops is alive: nobody should kill it before it has drained.
    ["/health/live", async () => probe(true)],
    ["/health/ready", async () => probe(state() === "ready")],
    ["/health/startup", async () => probe(state() === "ready")],
    ["/ping", async () => probe(true)],
    ["/api/info", (exchange) => api(exchange, async () => answer(200, json, info))],
    ["/api/routes", (exchange) => api(exchange, routes)],
    ["/metrics/prometheus/0.0.4", (exchange) => metrics(exchange, exposition)],
  ]);
  return async (exchange) => {
    const handle = handlers.get(exchange.target.path);
    if (handle === undefined) throw gatewayErrors.error("gateway.no-route");
    if (exchange.method !== "GET" && exchange.method !== "HEAD") throw gatewayErrors.error("gateway.method-refused");
    return handle(exchange);
  };
}

const loopback = /^(?:127(?:\.\d{1,3}){3}|::1)$/;

const thisMachineOnly: Filter = async (exchange: Exchange, next) => {
  if (!loopback.test(exchange.client.address)) throw gatewayErrors.error("gateway.no-route");
  return next(exchange);
};

function answer(status: number, type: string, text: string): GatewayResponse {
  const body = Buffer.from(text, "utf8");
  const length = String(body.length);
  const headers = ["Content-Type", type, "Content-Length", length, "Cache-Control", "no-store"];
  return { status, headers: headersFrom([...headers, "X-Content-Type-Options", "nosniff"]), body };
}
