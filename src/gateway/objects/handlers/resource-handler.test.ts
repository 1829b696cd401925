import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endingOf } from "../../http/ending.ts";
import type { GatewayResponse, Handler } from "../../http/exchange.ts";
import { buildHandler, testExchange, textOf } from "../../testing/exchange.ts";

const large = "0123456789".repeat(20_000);
let directory: string;
let handle: Handler;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sallyport-resources-"));
  await mkdir(join(directory, "www/sub"), { recursive: true });
  await mkdir(join(directory, "more"));
  const files = {
    "www/index.html": "<p>",
    "www/sub/a b.txt": "text",
    "www/.env": "secret",
    "www/empty.js": "",
    "more/c.bin": "c",
    "www/large.txt": large,
  };
  for (const [name, text] of Object.entries({ ...files, "secret.txt": "secret", "www-other": "secret" })) {
    await writeFile(join(directory, name), text);
  }
  await symlink("../secret.txt", join(directory, "www/escape.txt"));
  await symlink("..", join(directory, "www/up"));
  await symlink("sub/a b.txt", join(directory, "www/link.txt"));
  const config = { directories: ["www", "more"], basePath: "/static/", index: ["index.html"] };
  handle = await buildHandler("ResourceHandler", config, { services: { directory } });
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

const get = (target: string, headers: string[] = [], method = "GET"): Promise<GatewayResponse> =>
  handle(testExchange({ target, headers, method }));

describe("ResourceHandler", () => {
  test.each([
    ["/static/sub/a%20b.txt", "text/plain; charset=utf-8", "text"],
    ["/static/link.txt", "text/plain; charset=utf-8", "text"],
    ["/static/", "text/html; charset=utf-8", "<p>"],
    ["/static", "text/html; charset=utf-8", "<p>"],
    ["/static/c.bin", "application/octet-stream", "c"],
    ["/static/empty.js", "text/javascript; charset=utf-8", ""],
  ])("%s is served as %s", async (target, type, text) => {
    const response = await get(target);
    expect(response.status).toBe(200);
    expect(response.headers.first("content-type")).toBe(type);
    expect(response.headers.first("content-length")).toBe(String(text.length));
    expect(response.headers.first("x-content-type-options")).toBe("nosniff");
    expect(await textOf(response)).toBe(text);
  });

  test.each([
    "/static/escape.txt",
    "/static/up/secret.txt",
    "/static/.env",
    "/static/sub",
    "/static/sub/",
    "/static/nothing",
    "/static/index.html/",
    "/staticindex.html",
    "/static-other",
    "/index.html",
    `/static/${"a".repeat(300)}`,
  ])("%s is not served", async (target) => {
    await expect(get(target)).rejects.toMatchObject({ code: "gateway.no-route" });
  });

  test.each(["/static/../secret.txt", "/static/%2e%2e/secret.txt", "/static/..%2fsecret.txt", "/static/a%00.txt"])(
    "%s cannot even be asked for; and would not be served if it could",
    async (path) => {
      expect(() => testExchange({ target: path })).toThrow("no request could have this target");
      await expect(handle({ ...testExchange(), target: { path, query: null } })).rejects.toMatchObject({
        code: "gateway.no-route",
      });
    },
  );

  test("a HEAD has the headers and no body", async () => {
    const response = await get("/static/link.txt", [], "HEAD");
    expect([response.status, response.headers.first("content-length"), await textOf(response)]).toEqual([200, "4", ""]);
  });

  test("another method is 405", async () => {
    const response = await get("/static/link.txt", [], "POST");
    expect([response.status, response.headers.first("allow")]).toEqual([405, "GET, HEAD"]);
  });

  test("what did not change is 304", async () => {
    const first = await get("/static/empty.js");
    const etag = first.headers.first("etag") ?? "";
    const modified = first.headers.first("last-modified") ?? "";
    const table: [string[], number][] = [
      [["If-None-Match", etag], 304],
      [["If-None-Match", `"x", W/${etag}`], 304],
      [["If-None-Match", "*"], 304],
      [["If-None-Match", '"x"', "If-Modified-Since", modified], 200],
      [["If-Modified-Since", modified], 304],
      [["If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"], 200],
      [["If-Modified-Since", "soon"], 200],
    ];
    for (const [headers, status] of table)
      expect((await get("/static/empty.js", headers)).status, headers.join()).toBe(status);
  });

  test("a large file is a stream, which ends when it is given up or the client has left", async () => {
    const response = await get("/static/large.txt");
    expect(await textOf(response)).toBe(large);
    const { body } = await get("/static/large.txt");
    if (Buffer.isBuffer(body)) throw new Error("the body is no stream");
    body.abandon?.(new Error("not wanted"));
    await expect(textOf({ ...response, body })).rejects.toThrow();
    const left = testExchange({ target: "/static/large.txt", ending: endingOf(AbortSignal.abort()) });
    await expect(textOf(await handle(left))).rejects.toThrow();
  });

  test.each([
    [{}, "/directories"],
    [{ directories: [] }, "/directories"],
    [{ directories: ["www", "nowhere"] }, "/directories/1"],
    [{ directories: ["www"], basePath: "static" }, "/basePath"],
    [{ directories: ["www"], index: ["../secret.txt"] }, "/index/0"],
  ])("%j is refused at %s", async (config, pointer) => {
    await expect(buildHandler("ResourceHandler", config, { services: { directory } })).rejects.toThrow(
      `config${pointer}: `,
    );
  });
});
