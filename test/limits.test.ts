import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, type Client, client } from "./harness/client.ts";
import { ca, demo } from "./harness/demo.ts";
import { deploy, type OwnDeployment } from "./harness/deployment.ts";

/** What a client may cost: size, time and number of what it sends. Counted limits run on servers of the tests' own. */

const authenticate = "/am/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=intune";

const chunked = { "transfer-encoding": "chunked" };

const doors = [
  { door: "gateway", origin: demo.gateway, bodyLimit: 1024 * 1024, headLimit: 8 * 1024 },
  { door: "server", origin: demo.server, bodyLimit: 64 * 1024, headLimit: 40 * 1024 },
];

describe("rule 6, every wait has a bound, every queue a limit, every input a size: at the", () => {
  it.each(doors)("$door a body of more than $bodyLimit bytes is refused with 413", async ({ origin, bodyLimit }) => {
    expect(await post(origin, { body: "x".repeat(bodyLimit + 1) })).toBe(413);
  });

  it("server a body without a declared length is refused with 413 as soon as it is too long", async () => {
    expect(await post(demo.server, { body: "x".repeat(64 * 1024 + 1), headers: chunked })).toBe(413);
  });

  it("gateway a body without a declared length is refused with 413, by it or by the server behind it", async () => {
    expect(await post(demo.gateway, { body: "x".repeat(1024 * 1024 + 1), headers: chunked })).toBe(413);
  });

  it.each(doors)("$door headers of more than $headLimit bytes are refused with 431", async ({ origin, headLimit }) => {
    expect(await post(origin, { headers: { "x-long": "x".repeat(headLimit) } })).toBe(431);
  });

  it.each(doors)("$door more than a hundred headers are refused with 431", async ({ origin }) => {
    const headers = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`x-${index}`, "1"]));
    expect(await post(origin, { headers })).toBe(431);
  });
});

/** Milliseconds: ten seconds, a second until the next look for late clients, and what a busy machine adds. */
const cutOff = 25_000;

// Side by side, because both wait.
describe.concurrent("rule 6, every wait has a bound, every queue a limit, every input a size: the gateway cuts off after ten seconds a client that", () => {
  it("sends its headers byte by byte", { timeout: 60_000 }, async ({ expect }) => {
    const { port } = new URL(demo.gateway);
    const began = Date.now();
    const socket = connectTls({ host: "127.0.0.1", port: Number(port), ca, servername: "localhost" });
    const answer = await dribble(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(Date.now() - began).toBeLessThan(cutOff);
  });

  it("connects and never begins TLS", { timeout: 60_000 }, async ({ expect }) => {
    const { port } = new URL(demo.gateway);
    const began = Date.now();
    const socket = connect({ host: "127.0.0.1", port: Number(port) });
    // Without a reader the end of the connection would go unnoticed.
    socket.resume().on("error", () => undefined);
    await new Promise((resolve) => socket.once("close", resolve));
    expect(Date.now() - began).toBeLessThan(cutOff);
  });
});

describe("rule 6, every wait has a bound, every queue a limit, every input a size: the server", () => {
  let deployment: OwnDeployment;
  let server: Client;

  beforeAll(async () => {
    deployment = await deploy({ only: "server" });
    server = client({ origin: deployment.server, realm: "realms/root" });
  });

  afterAll(async () => {
    await server.close();
    await deployment.remove();
  });

  /** A login of an administrator, by password alone. */
  const tryPassword = async (name: string, password: string): Promise<Answer> =>
    server.next(await server.start("administration"), [name, password]);

  it("answers a flood of passwords at once: what does not fit the queue is told when to come back", async () => {
    const pages = await Promise.all(Array.from({ length: 130 }, () => server.start("administration")));
    const began = Date.now();
    const answers = await Promise.all(pages.map((page, index) => server.next(page, [`nobody-${index}`, "wrong"])));
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401, 503]));
    for (const { headers } of answers.filter(({ status }) => status === 503)) {
      expect(Number(headers["retry-after"])).toBeGreaterThanOrEqual(1);
    }
    expect(Date.now() - began).toBeLessThan(60_000);
    expect(await tryPassword(demo.admin.name, demo.admin.password)).toMatchObject({ status: 200 });
  });

  it("refuses with 429 and Retry-After who gets a password wrong too often, and then also with the right one", async () => {
    const answers: Answer[] = [];
    for (let attempt = 0; attempt < 11; attempt += 1)
      answers.push(await tryPassword(demo.admin.name, "wrong password"));
    expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(401), 429]);
    const right = await tryPassword(demo.admin.name, demo.admin.password);
    expect(right).toMatchObject({ status: 429, body: { code: 429, message: "Too many attempts. Try again later." } });
    expect(Number(right.headers["retry-after"])).toBeGreaterThan(200);
  });
});

describe("rule 6, every wait has a bound, every queue a limit, every input a size: journeys started from one address", () => {
  let deployment: OwnDeployment;

  beforeAll(async () => {
    deployment = await deploy({
      only: "server",
      change: (file) =>
        file("sallyport.json", (document) => {
          document.limits = { starts: { points: 3, seconds: 60 } };
        }),
    });
  });

  afterAll(() => deployment.remove());

  it("are refused with 429 and Retry-After beyond the number that sallyport.json sets", async () => {
    const server = client({ origin: deployment.server, realm: "realms/root" });
    const answers = await Promise.all(Array.from({ length: 6 }, () => server.start("administration")));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers["retry-after"])).toBeGreaterThan(50);
    expect(refused?.body).toMatchObject({ message: "Too many logins were started. Try again shortly." });
    await server.close();
  });
});

/** The status of a POST; node's own client, which sends what it is told to. */
function post(
  origin: string,
  { body = "", headers = {} }: { body?: string; headers?: Record<string, string> },
): Promise<number> {
  const options = { method: "POST", ca, headers: { "content-type": "application/json", ...headers } };
  return new Promise((resolve, reject) => {
    const send = origin.startsWith("https:") ? httpsRequest : httpRequest;
    let status: number | undefined;
    const request = send(`${origin}${authenticate}`, options, (response) => {
      status = response.statusCode;
      resolve(status ?? 0);
      response.resume();
    });
    // The connection ends with the answer, and with it whatever is still on its way.
    request.on("error", (problem) => status === undefined && reject(problem));
    request.end(body);
  });
}

/** Sends half a request, one byte at a time, until the other side hangs up; returns what it said. */
function dribble(socket: ReturnType<typeof connectTls>): Promise<string> {
  const text = `GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ${"x".repeat(200)}`;
  let sent = 0;
  let answer = "";
  const timer = setInterval(() => socket.write(text.charAt(sent++ % text.length)), 250);
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  socket.on("error", () => undefined);
  return new Promise((resolve) =>
    socket.once("close", () => {
      clearInterval(timer);
      resolve(answer);
    }),
  );
}
