import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createScriptHttp, type ScriptHttp, type ScriptHttpRequest } from "./http.ts";

let origin: string;
let client: ScriptHttp;
const seen: string[] = [];
const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`);
  if (request.url === "/away") response.writeHead(302, { location: `${origin}/landed` }).end("moved");
  else if (request.url === "/large") response.end("x".repeat(5000));
  else if (request.url === "/slow") return;
  else response.writeHead(201, { "set-cookie": ["a=1", "b=2"] }).end("grüezi");
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = createScriptHttp({ allow: [origin], timeoutMs: 1_500, responseBytes: 1000, requestBytes: 100 });
});
afterAll(async () => {
  await client.close();
  server.closeAllConnections();
  server.close();
});

const send = (asked: Partial<ScriptHttpRequest>) =>
  client.send({ url: `${origin}/`, method: "GET", headers: {}, body: null, ...asked }, new AbortController().signal);

describe("the HTTP client of scripts", () => {
  it("gives status, headers and text", async () => {
    const response = await send({ method: "POST", body: "b", headers: { Authorization: ["Bearer t"] } });
    expect(response).toMatchObject({ status: 201, reason: "Created", body: "grüezi" });
    expect(response.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(seen.at(-1)).toBe("POST / Bearer t");
  });
  it("does not follow a redirect", async () => {
    const response = await send({ url: `${origin}/away` });
    expect(response.status).toBe(302);
    expect(seen.some((line) => line.includes("/landed"))).toBe(false);
  });
  it.each([
    ["another origin", { url: "http://127.0.0.1:1/" }, "http://127.0.0.1:1 is not on the egress allow-list"],
    ["what is no URL", { url: "nonsense" }, "not a URL"],
    ["a method that opens tunnels", { method: "CONNECT" }, "the method CONNECT is not offered"],
    ["another site of the server", { headers: { Host: ["internal.test"] } }, "the header Host cannot be set"],
    ["a header with a line break", { headers: { a: ["b\r\nc: d"] } }, "invalid"],
    ["a large body", { method: "POST", body: "x".repeat(101) }, "the request is too large"],
  ])("refuses %s", async (_name, asked, message) => {
    await expect(send(asked)).rejects.toThrow(message);
  });
  it("refuses a large answer", async () => {
    await expect(send({ url: `${origin}/large` })).rejects.toThrow("the response is too large");
  });
  it("gives up on a slow answer, however long the script would wait", async () => {
    await expect(send({ url: `${origin}/slow`, timeoutMs: 60_000 })).rejects.toThrow("no answer in time");
  });
});
