import { createServer } from "node:http";
import { connect } from "node:net";
import { rootCertificates } from "node:tls";
import { request } from "undici";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Secret } from "../core/secret.ts";
import { createMicrosoftDispatcher } from "./dispatcher.ts";
import { type FakeMicrosoft, startFakeMicrosoft } from "./testing/fake-microsoft.ts";

let fake: FakeMicrosoft;

beforeAll(async () => {
  fake = await startFakeMicrosoft();
});
afterAll(() => fake.close());

it("a server of the extra CA is trusted", async () => {
  const { statusCode, body } = await request(fake.origin, { dispatcher: fake.dispatcher });
  await body.dump();
  expect(statusCode).toBe(404);
});

it("a server of an unknown CA is not", async () => {
  const dispatcher = createMicrosoftDispatcher();
  await expect(request(fake.origin, { dispatcher })).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  await dispatcher.destroy();
});

it.each([
  ["nothing", ""],
  ["no PEM", "hello"],
  ["a broken certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"],
  [
    "a broken one after a good one",
    `${rootCertificates[0]}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`,
  ],
])("an extra CA that is %s is refused at once", (_name, ca) => {
  expect(() => createMicrosoftDispatcher({ ca })).toThrow(expect.objectContaining({ code: "microsoft.ca-invalid" }));
});

it("a proxy is asked for a tunnel with its own password, and what goes through is checked from end to end", async () => {
  const asked: unknown[] = [];
  const proxy = createServer().on("connect", ({ url = "", headers }, client) => {
    asked.push([url, headers["proxy-authorization"], headers.authorization]);
    const { hostname, port } = new URL(`http://${url}`);
    const upstream = connect(Number(port), hostname, () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    // Whoever does not trust the server hangs up.
    upstream.on("error", () => client.destroy());
    client.on("error", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${Object(proxy.address()).port}`;
  const options = { proxy: { origin, userName: "u", password: new Secret("p") } };
  const trusting = createMicrosoftDispatcher({ ...options, ca: fake.ca });
  const headers = { authorization: "Bearer t" };
  const { statusCode, body } = await request(fake.origin, { dispatcher: trusting, headers });
  await body.dump();
  expect(statusCode).toBe(404);
  expect(asked).toEqual([[new URL(fake.origin).host, `Basic ${Buffer.from("u:p").toString("base64")}`, undefined]]);
  const doubting = createMicrosoftDispatcher(options);
  await expect(request(fake.origin, { dispatcher: doubting })).rejects.toThrow();
  await Promise.all([trusting.destroy(), doubting.destroy()]);
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
});

it.each(["", "proxy:8080", "socks5://proxy:1", "http://u:p@proxy:8080"])("the proxy %j is refused", (origin) => {
  const code = "microsoft.proxy-invalid";
  expect(() => createMicrosoftDispatcher({ proxy: { origin } })).toThrow(expect.objectContaining({ code }));
});
