import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { ask } from "../testing/client.ts";
import { startTestGateway, type TestGateway, type TestGatewayOptions } from "../testing/harness.ts";

let gateway: TestGateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

const jsonHandler = (config: JsonObject = {}): JsonObject => ({
  class: "org.forgerock.audit.handlers.json.JsonAuditEventHandler",
  config: { name: "json", logDirectory: "audit", topics: ["access"], buffering: { writeInterval: "1 ms" }, ...config },
});
const service = (more: JsonObject = {}): JsonObject => ({
  type: "AuditService",
  config: { config: {}, eventHandlers: [jsonHandler()], ...more },
});
const answering = { type: "StaticResponseHandler", config: { status: 200, entity: "ok" } };

async function start(options: TestGatewayOptions): Promise<TestGateway> {
  gateway = await startTestGateway(options);
  return gateway;
}

/** The events of a file, once there are as many as expected. */
async function events(count: number, file = "audit/access.audit.json"): Promise<JsonObject[]> {
  const path = join(gateway?.directory ?? "", file);
  const lines = async () => (await readFile(path, "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
  await expect.poll(async () => (await lines()).length, { timeout: 20_000 }).toBe(count);
  return (await lines()).map((line) => JSON.parse(line));
}

test("a request is one event in PingGateway's shape, without cookies, credentials and query", async () => {
  const { port } = await start({ routes: { "a.json": { auditService: service(), handler: answering } } });
  await ask({
    port,
    path: "/private?token=hidden1",
    headers: ["Cookie", "a=hidden2", "Authorization", "Bearer hidden3", "X-Request-Id", "r-1", "X-Scheme", "https"],
  });
  const [event] = await events(1);
  expect(JSON.stringify(event)).not.toContain("hidden");
  expect(event).toEqual({
    _id: expect.any(String),
    timestamp: "2026-11-23T00:00:00.000Z",
    eventName: "OPENIG-HTTP-ACCESS",
    transactionId: expect.any(String),
    client: { ip: "127.0.0.1", port: expect.any(Number) },
    server: { ip: "localhost", port },
    http: {
      request: {
        secure: false,
        method: "GET",
        path: `http://localhost:${port}/private`,
        headers: { "x-request-id": ["r-1"], "x-scheme": ["https"], host: [`localhost:${port}`] },
      },
    },
    response: { status: "SUCCESSFUL", statusCode: "200", elapsedTime: 0, elapsedTimeUnits: "MILLISECONDS" },
    ig: { exchangeId: expect.any(String), routeId: "a", routeName: "a", ext: {} },
  });
});

test("what excludeIf names is left out; includeIf opens nothing", async () => {
  const field = {
    excludeIf: ["/access/http/request/headers/HOST", "/access/client"],
    includeIf: ["/access/http/request/headers/cookie"],
  };
  const auditService = service({ config: { filterPolicies: { field } } });
  const { port, lint } = await start({ files: { "config.json": { auditService, handler: answering } } });
  await ask({ port, headers: ["Cookie", "hidden"] });
  const [event] = await events(1);
  expect(event).not.toHaveProperty("client");
  expect(event).toHaveProperty("http.request.headers", {});
  expect(lint.join()).toContain("includeIf /access/http/request/headers/cookie has no effect");
});

describe("who audits", () => {
  test("is the route's own service, else the one of config.json; once a request, failures too", async () => {
    const own = { ...service({ eventHandlers: [jsonHandler({ logDirectory: "own" })] }) };
    const { port } = await start({
      files: {
        "config.json": {
          heap: [{ name: "AuditService", ...service() }],
          handler: { type: "Router", config: { directory: "routes" } },
        },
      },
      routes: {
        "a.json": { condition: "$" + "{request.uri.path == '/a'}", auditService: own, handler: answering },
        "b.json": { condition: "$" + "{request.uri.path == '/b'}", handler: answering },
      },
    });
    await ask({ port, path: "/a" });
    await ask({ port, path: "/b" });
    await ask({ port, path: "/c" });
    expect((await events(1, "own/access.audit.json"))[0]).toHaveProperty("ig.routeId", "a");
    const [b, c] = await events(2);
    expect(b).toHaveProperty("ig.routeId", "b");
    expect(c).toHaveProperty("response", expect.objectContaining({ status: "FAILED", statusCode: "404" }));
  });

  test("is nobody by default", async () => {
    const { port, directory } = await start({ routes: { "a.json": { handler: answering } } });
    await ask({ port });
    expect(await readdir(directory)).not.toContain("audit");
  });
});

test("a file is put aside when it is full, and the oldest goes", async () => {
  const handler = jsonHandler({
    fileRotation: { rotationEnabled: true, maxFileSize: 10 },
    fileRetention: { maxNumberOfHistoryFiles: 1 },
  });
  const auditService = service({ eventHandlers: [handler] });
  const { port, directory } = await start({ routes: { "a.json": { auditService, handler: answering } } });
  const current = () => readFile(join(directory, "audit/access.audit.json"), "utf8").catch(() => "");
  for (const path of ["/1", "/2", "/3", "/4"]) {
    await ask({ port, path });
    await expect.poll(current, { timeout: 20_000 }).toContain(`${path}"`);
  }
  expect(await readdir(join(directory, "audit"))).toHaveLength(2);
});

test.each<[string, JsonObject, string]>([
  [
    "a handler that is not there",
    { class: "org.forgerock.audit.handlers.csv.CsvAuditEventHandler", config: {} },
    "/eventHandlers/0/class: only the handlers",
  ],
  ["a file without a directory", { ...jsonHandler(), config: {} }, "/eventHandlers/0/config/logDirectory: is needed"],
])("%s is refused", async (_what, handler, message) => {
  await start({ routes: { "a.json": { auditService: service({ eventHandlers: [handler] }), handler: answering } } });
  expect(gateway?.status()[0]?.reason).toContain(message);
});
