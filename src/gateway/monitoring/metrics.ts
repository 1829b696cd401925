import { createMetrics, type Metrics } from "../../core/metrics.ts";

/** What the gateway counts. Each count costs a few hundred nanoseconds: what can be looked up is looked up at load. */
export interface GatewayMetrics {
  readonly registry: Metrics;
  /** Counts the requests of a route. @returns what to call with status and milliseconds once one is answered */
  route(name: string): (status: number, milliseconds: number) => void;
  /** A client's connection. @returns what to call when it ends */
  connection(): () => void;
  /** What became of a TLS handshake: `verified`, `no-certificate`, `refused` or `failed`; the reason in a refusal's own code. */
  handshake(result: HandshakeResult, reason: string): void;
  resumption(): void;
  /** Identity headers that a client sent. */
  spoofedHeaders(count: number): void;
  /** A client that was too slow: in sending a body, or in reading an answer. */
  slowClient(what: "body" | "answer"): void;
  routeReload(result: "loaded" | "rejected"): void;
  /** An object that a timer decorates. @returns what to call with the milliseconds that it took */
  timer(decorator: string, object: string): (milliseconds: number) => void;
  /** A request that an application did not answer, by the code of its error. */
  upstreamError(code: string): void;
}

export type HandshakeResult = "verified" | "no-certificate" | "refused" | "failed";

/** In seconds; from what a cache answers to what nobody should wait for. */
const buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const statusClasses = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;
const prefix = "sallyport_gateway_";

export function createGatewayMetrics(): GatewayMetrics {
  const registry = createMetrics();
  const counter = <Label extends string>(name: string, help: string, labels: readonly Label[]) =>
    registry.counter({ name: `${prefix}${name}`, help, labels });
  const requests = counter("requests_total", "Requests that a route answered.", ["route", "status"]);
  const durations = registry.histogram({
    name: `${prefix}request_seconds`,
    help: "Time until a route had the head of its answer.",
    labels: ["route"],
    buckets,
  });
  const timers = registry.histogram({
    name: `${prefix}object_seconds`,
    help: "Time that an object with a timer decoration took.",
    labels: ["decorator", "object"],
    buckets,
  });
  const opened = counter("connections_total", "Connections of clients.", []);
  const open = registry.gauge({ name: `${prefix}connections`, help: "Connections of clients now.", labels: [] });
  const handshakes = counter("handshakes_total", "TLS handshakes by what became of them.", ["result", "reason"]);
  const resumptions = counter("resumptions_total", "TLS handshakes that resumed a session.", []);
  const spoofed = counter("spoofed_headers_total", "Identity headers that clients sent and that were removed.", []);
  const slow = counter("slow_clients_total", "Requests ended because their clients were too slow.", ["what"]);
  const reloads = counter("route_reloads_total", "Versions of route files by what became of them.", ["result"]);
  const upstream = counter("upstream_errors_total", "Requests that an application did not answer.", ["code"]);
  const reasons = new Set<string>();

  return {
    registry,
    route: (route) => {
      const counts = statusClasses.map((status) => requests.of({ route, status }));
      const duration = durations.of({ route });
      return (status, milliseconds) => {
        counts[Math.floor(status / 100) - 1]?.add();
        duration.observe(milliseconds / 1_000);
      };
    },
    connection: () => {
      opened.add({});
      open.add({}, 1);
      return () => open.add({}, -1);
    },
    handshake: (result, reason) => {
      // Reasons come from OpenSSL: a finite set, and nobody should have to trust that.
      if (reasons.size < 64) reasons.add(reason);
      handshakes.add({ result, reason: reasons.has(reason) ? reason : "other" });
    },
    resumption: () => resumptions.add({}),
    spoofedHeaders: (count) => spoofed.add({}, count),
    slowClient: (what) => slow.add({ what }),
    routeReload: (result) => reloads.add({ result }),
    timer: (decorator, object) => {
      const duration = timers.of({ decorator, object });
      return (milliseconds) => duration.observe(milliseconds / 1_000);
    },
    upstreamError: (code) => upstream.add({ code }),
  };
}
