import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { ask } from "../testing/client.ts";
import { el, startTestGateway, type TestGateway, type TestGatewayOptions } from "../testing/harness.ts";
import { startUpstream, type TestUpstream } from "../testing/upstream.ts";

let gateway: TestGateway | undefined;
let upstream: TestUpstream | undefined;
afterEach(async () => {
  await gateway?.close();
  await upstream?.close();
  gateway = undefined;
  upstream = undefined;
});

const answering = (entity: string, more: JsonObject = {}): JsonObject => ({
  ...more,
  handler: { type: "StaticResponseHandler", config: { status: 200, entity } },
});

/** A gateway whose routes change only when it is told to look. */
async function start(options: TestGatewayOptions): Promise<TestGateway> {
  const router = { type: "Router", config: { directory: "routes", scanInterval: "disabled" } };
  gateway = await startTestGateway({ ...options, files: { "config.json": { handler: router }, ...options.files } });
  return gateway;
}

async function write(file: string, content: JsonObject | string): Promise<void> {
  const path = join(gateway?.directory ?? "", file);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
}

const remove = (file: string) => rm(join(gateway?.directory ?? "", file));

async function body(path = "/"): Promise<string> {
  const { status, body: text } = await ask({ port: gateway?.port ?? 0, path });
  return status === 200 ? text : String(status);
}

describe("a route file", () => {
  test("that changes, appears or goes is followed", async () => {
    const { reload } = await start({ routes: { "a.json": answering("one") } });
    await write("routes/a.json", answering("two"));
    await reload();
    expect(await body()).toBe("two");
    await write("routes/0.json", answering("first"));
    await reload();
    expect(await body()).toBe("first");
    await remove("routes/0.json");
    await reload();
    expect(await body()).toBe("two");
    await remove("routes/a.json");
    await reload();
    expect(await body()).toBe("404");
  });

  test.each<[string, JsonObject | string, string]>([
    ["is no JSON any more", "{", "routes/a.json: not valid JSON"],
    ["is empty for a moment", "", "routes/a.json: not valid JSON"],
    ["names an unknown type", { handler: { type: "Chains" } }, 'routes/a.json/handler/type: there is no type "Chains"'],
    ["needs a token without value", answering("&{nobody}"), "routes/a.json/handler/config/entity: the token &{nobody}"],
  ])("that %s keeps its last good version and is reported; once right it serves", async (_what, content, reason) => {
    const { reload, status } = await start({ routes: { "a.json": answering("good") } });
    expect(status()).toEqual([{ file: "routes/a.json", state: "loaded", route: "a", reason: null }]);
    await write("routes/a.json", content);
    await reload();
    expect(await body()).toBe("good");
    expect(status()).toEqual([
      { file: "routes/a.json", state: "kept-last-good", route: "a", reason: expect.stringContaining(reason) },
    ]);
    await write("routes/a.json", answering("better"));
    await reload();
    expect(await body()).toBe("better");
    expect(status()[0]?.state).toBe("loaded");
  });

  test("that is wrong from the beginning is rejected and becomes right", async () => {
    const { reload, status } = await start({ routes: { "a.json": "{", "b.json": answering("b") } });
    expect(status().map(({ state }) => state)).toEqual(["rejected", "loaded"]);
    expect(await body()).toBe("b");
    await write("routes/a.json", answering("a"));
    await reload();
    expect(await body()).toBe("a");
  });

  test("with a name that another one has is rejected until that one goes", async () => {
    const { reload, status } = await start({
      routes: { "1.json": answering("first", { name: "same" }), "2.json": answering("second", { name: "same" }) },
    });
    expect(status()[1]).toEqual({
      file: "routes/2.json",
      state: "rejected",
      route: null,
      reason: 'another route is called "same"',
    });
    await reload();
    expect(await body()).toBe("first");
    await remove("routes/1.json");
    await reload();
    expect(await body()).toBe("second");
  });

  test("cannot take the name of another one by a change: its last good version stays", async () => {
    const { reload, status } = await start({
      routes: { "1.json": answering("first", { name: "z" }), "2.json": answering("second", { name: "a" }) },
    });
    await write("routes/1.json", answering("thief", { name: "a" }));
    await reload();
    expect(await body()).toBe("second");
    expect(status().map(({ state, route }) => [state, route])).toEqual([
      ["kept-last-good", "z"],
      ["loaded", "a"],
    ]);
  });

  test("may trade its name with another one in one look", async () => {
    const { reload, status } = await start({
      routes: { "1.json": answering("first", { name: "a" }), "2.json": answering("second", { name: "b" }) },
    });
    await write("routes/1.json", answering("first", { name: "b" }));
    await write("routes/2.json", answering("second", { name: "a" }));
    await reload();
    expect(await body()).toBe("second");
    expect(status().map(({ state }) => state)).toEqual(["loaded", "loaded"]);
  });

  test("is loaded anew when a file that it imports changes", async () => {
    const route = answering("&{who}", { properties: { $location: "shared.properties" } });
    const { reload } = await start({ routes: { "a.json": route }, files: { "shared.properties": "who=one" } });
    expect(await body()).toBe("one");
    await write("shared.properties", "who = two");
    await reload();
    expect(await body()).toBe("two");
  });

  test("that did not change keeps its objects: what they remember stays", async () => {
    upstream = await startUpstream();
    const route = { baseURI: upstream.origin, handler: "ReverseProxyHandler" };
    const { reload } = await start({ routes: { "a.json": route } });
    expect(await body()).toBe("ok");
    await reload();
    expect(await body()).toBe("ok");
  });
});

describe("the scan", () => {
  test("follows files by itself", async () => {
    const router = { type: "Router", config: { directory: "routes", scanInterval: "100 milliseconds" } };
    await start({ files: { "config.json": { handler: router } }, routes: { "a.json": answering("one") } });
    await write("routes/a.json", answering("two"));
    await expect.poll(() => body(), { timeout: 20_000 }).toBe("two");
  });

  test.each([["disabled"], ["zero"], [0], [-1]])("%j looks once, at the start", async (scanInterval) => {
    const router = { type: "Router", config: { directory: "routes", scanInterval } };
    await start({ files: { "config.json": { handler: router } }, routes: { "a.json": answering("one") } });
    expect(await body()).toBe("one");
  });

  test("of a directory that went leaves the routes as they are", async () => {
    const { reload, directory } = await start({ routes: { "a.json": answering("one") } });
    await rm(join(directory, "routes"), { recursive: true });
    await reload();
    expect(await body()).toBe("one");
  });
});

describe("a Router inside a route", () => {
  const inner = { type: "Router", config: { directory: "more", scanInterval: "disabled" } };

  test("follows its own directory", async () => {
    const { reload, status } = await start({
      routes: { "a.json": { condition: el("find(request.uri.path, '^/more')"), handler: inner } },
      files: { "more/x.json": answering("x") },
    });
    expect(await body("/more")).toBe("x");
    await write("more/x.json", answering("y"));
    await reload();
    expect(await body("/more")).toBe("y");
    expect(status().map(({ file }) => file)).toEqual(["more/x.json", "routes/a.json"]);
    await remove("routes/a.json");
    await reload();
    expect(status()).toEqual([]);
  });

  test("never serves the directory that it stands in", async () => {
    const { status } = await start({
      routes: { "a.json": { handler: { type: "Router", config: { directory: "./more/../routes" } } } },
    });
    expect(status()[0]?.reason).toContain("is the directory of a Router around this one");
  });
});

test("a request in flight is answered by the version that took it, and its connections end after it", async () => {
  let release = (): void => undefined;
  const closed = new Promise<void>((resolve) => {
    void startUpstream((request, response) => {
      request.socket.once("close", () => resolve());
      response.write("half");
      release = () => response.end(" and half");
    }).then((started) => {
      upstream = started;
    });
  });
  await expect.poll(() => upstream?.origin).toBeDefined();
  const { reload } = await start({
    routes: {
      "a.json": {
        baseURI: upstream?.origin ?? "",
        handler: "ReverseProxyHandler",
        heap: [{ name: "ReverseProxyHandler", type: "ReverseProxyHandler" }],
      },
    },
  });
  const old = body();
  await expect.poll(() => upstream?.received.length).toBe(1);
  await write("routes/a.json", answering("new"));
  await reload();
  expect(await body()).toBe("new");
  release();
  expect(await old).toBe("half and half");
  await closed;
});
