import { expect, it } from "vitest";
import { createMetrics } from "../core/metrics.ts";
import { openServers } from "./testing/open-servers.ts";
import { device, type TestServerOptions } from "./testing/server.ts";
import { journeysOf, signIn } from "./testing/sessions.ts";

const serve = openServers();
const url = "/am/json/metrics/prometheus";

async function ask(username: string | null, options: TestServerOptions = {}, headers: Record<string, string> = {}) {
  const metrics = createMetrics();
  metrics.counter({ name: "logins_total", help: "x", labels: ["realm"] }).add({ realm: "/" });
  const server = serve({ journeys: journeysOf("amadmin", "demo"), metrics, ...options });
  const token = username === null ? "none" : await signIn(server, username, { realm: "/" });
  return { server, response: await server.app.inject({ url, headers: { iplanetdirectorypro: token, ...headers } }) };
}

it("administrators read the metrics in Prometheus' text format", async () => {
  const { response } = await ask("amadmin");
  expect(response.statusCode).toBe(200);
  expect(response.headers["content-type"]).toContain("text/plain; version=0.0.4");
  expect(response.body).toContain('logins_total{realm="/"} 1');
});

it.each<[string, string | null, number]>([
  ["without a session", null, 401],
  ["who are no administrators", "demo", 403],
])("people %s do not", async (_case, username, status) => {
  const { response } = await ask(username);
  expect(response.statusCode).toBe(status);
  expect(response.body).not.toContain("logins_total");
});

it("nobody does through the gateway, nor at a port that is not for administration", async () => {
  const { server, response } = await ask("amadmin", {
    metrics: { exposition: createMetrics().exposition, isAdministrationPort: () => false },
  });
  expect(response.statusCode).toBe(404);
  const assertion = server.assertion({ method: "GET", target: url, device: device("abc") });
  const through = await ask("amadmin", {}, { "sallyport-assertion": assertion });
  expect(through.response.statusCode).toBe(403);
});

it("there are none without administration", async () => {
  const server = serve({ journeys: {} });
  expect((await server.app.inject({ url })).statusCode).toBe(404);
});
