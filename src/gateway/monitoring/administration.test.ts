import { afterEach, describe, expect, test } from "vitest";
import { SallyportError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { type Answer, ask } from "../testing/client.ts";
import { startTestGateway, type TestGateway } from "../testing/harness.ts";

let gateway: TestGateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

const local = { host: "127.0.0.1", port: 0 };
const answering = { handler: { type: "StaticResponseHandler", config: { status: 200, entity: "ok" } } };

async function start(admin: JsonObject, routes: Record<string, JsonObject | string> = {}): Promise<TestGateway> {
  const files = { "admin.json": { connectors: [local], ...admin } };
  gateway = await startTestGateway({ files, routes, options: { version: "1.2.3" } });
  return gateway;
}

const asked = (path: string, method = "GET"): Promise<Answer> =>
  ask({ port: gateway?.administration?.port ?? 0, path, method });

test("no port is opened for administration that nobody named", async () => {
  expect((await start({})).administration).toBeNull();
});

describe("the administration port", () => {
  test.each<[string, number, string]>([
    ["/health/live", 200, '"status":"UP"'],
    ["/health/ready", 200, '"state":"ready"'],
    ["/health/startup", 200, '"status":"UP"'],
    ["/ping", 200, '"status":"UP"'],
    ["/api/info", 200, '"implementationVersion":"1.2.3"'],
    ["/api/routes", 200, '"routes":[{"file":"routes/a.json","state":"loaded","route":"a","reason":null}'],
    ["/metrics/prometheus/0.0.4", 200, "sallyport_gateway_requests_total"],
    ["/", 404, ""],
    ["/openig/ping", 404, ""],
  ])("answers %s with %i", async (path, status, text) => {
    await start({ adminConnector: local }, { "a.json": answering });
    const answer = await asked(path);
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(text);
    if (status === 200) expect(answer.headers["cache-control"]).toBe("no-store");
  });

  test("reads only", async () => {
    await start({ adminConnector: local });
    expect((await asked("/api/routes", "DELETE")).status).toBe(405);
  });

  test("says which file is wrong, where and why", async () => {
    await start({ adminConnector: local }, { "a.json": { handler: { type: "Chains" } } });
    const { routes } = JSON.parse((await asked("/api/routes")).body);
    expect(routes[0]).toMatchObject({ file: "routes/a.json", state: "rejected" });
    expect(routes[0].reason).toContain("routes/a.json/handler/type");
  });

  test("lets a filter decide who sees what, where the file names one", async () => {
    const nobody = { type: "ConditionEnforcementFilter", config: { condition: false } };
    await start({ adminConnector: local, apiProtectionFilter: nobody, metricsProtectionFilter: nobody });
    expect((await asked("/api/info")).status).toBe(403);
    expect((await asked("/metrics/prometheus/0.0.4")).status).toBe(403);
    expect((await asked("/health/live")).status).toBe(200);
  });

  test("counts requests by route and class, reloads, and headers that clients made up", async () => {
    const { port, reload } = await start({ adminConnector: local }, { "a.json": answering, "b.json": "{" });
    await ask({ port, path: "/x" });
    await ask({ port, path: "/x", headers: ["X-Intune", "id: 1"] });
    await reload();
    const { body } = await asked("/metrics/prometheus/0.0.4");
    expect(body).toContain('sallyport_gateway_requests_total{route="a",status="2xx"} 2');
    expect(body).toContain('sallyport_gateway_request_seconds_count{route="a"} 2');
    expect(body).toContain('sallyport_gateway_route_reloads_total{result="loaded"} 1');
    expect(body).toContain('sallyport_gateway_route_reloads_total{result="rejected"} 1');
    expect(body).toContain("sallyport_gateway_spoofed_headers_total 1");
  });
});

describe("a key of admin.json", () => {
  test.each<[string, JsonObject, string]>([
    [
      "is refused when telemetry would be missing",
      { openTelemetry: { tracing: { enabled: true } } },
      "/openTelemetry/tracing/enabled: is not supported yet",
    ],
    [
      "is refused when it sets TLS aside",
      { connectors: [{ ...local, vertx: { ssl: false } }] },
      "/connectors/0/vertx/ssl: must be set by the connector's own keys",
    ],
    [
      "is refused when two ports are one",
      { connectors: [{ ...local, port: 9 }], adminConnector: { ...local, port: 9 } },
      "/adminConnector/port: is the port of a connector",
    ],
    [
      "is refused when administration has two ports",
      { adminConnector: { ...local, port: [0, 0] } },
      "/adminConnector/port: must be one port",
    ],
  ])("%s", async (_what, admin, message) => {
    const refusal = await start(admin).catch((problem: unknown) => problem);
    expect(refusal).toBeInstanceOf(SallyportError);
    expect(String(refusal)).toContain(`admin.json${message}`);
  });

  test("that changes nothing is remarked on; one that is so anyway is not", async () => {
    const { lint } = await start({
      gatewayUnits: 4,
      streamingEnabled: true,
      preserveOriginalQueryString: false,
      connectors: [{ ...local, vertx: { maxWebSocketFrameSize: 1, maxHeaderSize: 2048 }, gracePeriod: "disabled" }],
    });
    expect(lint).toEqual([
      "admin.json/gatewayUnits: has no effect: gateway.workers of sallyport.json says how many processes there are",
      "admin.json/preserveOriginalQueryString: has no effect: queries go on as they came",
      "admin.json/connectors/0/vertx/maxWebSocketFrameSize: has no effect here",
    ]);
  });
});

test("while the gateway stops it is alive and not ready", async () => {
  const { close, port } = await start(
    { connectors: [{ ...local, gracePeriod: "20 seconds" }], adminConnector: local },
    { "a.json": { handler: { type: "StaticResponseHandler", config: { status: 200 } } } },
  );
  const { connect } = await import("node:net");
  const half = connect(port, "127.0.0.1", () => half.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx"));
  half.on("error", () => undefined);
  await new Promise((resolve) => half.once("connect", resolve));
  const health = () => asked("/health/ready").then(({ status }) => status);
  expect(await health()).toBe(200);
  const closing = close();
  half.destroy();
  await closing;
  await expect(asked("/health/ready")).rejects.toThrow();
  gateway = undefined;
});
