import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../../testing/client.ts";
import { startTestGateway, type TestGateway } from "../../testing/harness.ts";
import { startUpstream, type TestUpstream, valuesOf } from "../../testing/upstream.ts";

let upstream: TestUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startUpstream();
  const set = {
    type: "HeaderFilter",
    config: { messageType: "REQUEST", replace: { SSL_Client_S_DN: ["CN=any"], Other: ["1"] } },
  };
  const handler = { type: "Chain", config: { filters: [set], handler: "ReverseProxyHandler" } };
  gateway = await startTestGateway({ routes: { "all.json": { baseURI: upstream.origin, handler } } });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

test("an identity that a HeaderFilter sets and no certificate proves does not reach the application", async () => {
  await ask({ port: gateway.port });
  const [received] = upstream.received;
  expect(valuesOf(received, "Other")).toEqual(["1"]);
  expect(valuesOf(received, "SSL_Client_S_DN")).toEqual([]);
});
