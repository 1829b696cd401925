import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { frozenClock } from "../../../core/clock.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { Exchange, Filter, GatewayResponse, Handler } from "../../http/exchange.ts";
import { headersFrom } from "../../http/headers.ts";
import { testExchange } from "../../testing/exchange.ts";
import { recordingLogger, testHeap } from "../../testing/heap.ts";

const answer = (body: GatewayResponse["body"], ...raw: string[]): GatewayResponse => ({
  status: 200,
  headers: headersFrom(raw),
  body,
});

const text = ["Content-Type", "text/plain"];
const quiet: Handler = async () => answer(Buffer.from("ok"), ...text);
const passing: Filter = (exchange, next) => next(exchange);

/** The lines of the log that a decorated object leaves for one request. */
async function captured(
  decoration: JsonObject,
  options: { decorators?: JsonObject[]; exchange?: Exchange; handle?: Handler; kind?: "filter" | "handler" } = {},
) {
  const { lines, log } = recordingLogger();
  const { decorators = [], exchange = testExchange(), handle = quiet, kind = "handler" } = options;
  const heap = testHeap({
    types: { Inner: { kind: "handler", handle }, Passing: { kind: "filter", filter: passing } },
    heap: [...decorators, { name: "object", type: kind === "handler" ? "Inner" : "Passing", ...decoration }],
    services: { log, clock: frozenClock(0) },
  });
  const object = await heap.resolve("object", { file: "test.json", path: [] });
  if (object.kind === "handler") return { response: await object.handle(exchange), lines, exchange };
  if (object.kind === "filter") return { response: await object.filter(exchange, handle), lines, exchange };
  throw new Error("cannot be called");
}

const points = (lines: readonly { fields: object }[]): unknown[] =>
  lines.map(({ fields }) => ("point" in fields ? fields.point : undefined));
const messages = (lines: readonly { fields: object }[]): string[] =>
  lines.map(({ fields }) => ("message" in fields ? String(fields.message) : ""));

const withEntity = (config: JsonObject = {}): JsonObject => ({
  name: "capture",
  type: "CaptureDecorator",
  config: { captureEntity: true, ...config },
});

describe("the points of a capture", () => {
  test.each<[unknown, "filter" | "handler", string[]]>([
    ["all", "handler", ["request", "response"]],
    ["ALL", "filter", ["request", "filtered_request", "response", "filtered_response"]],
    ["request", "filter", ["request"]],
    [["Request", "response"], "filter", ["request", "response"]],
    [["all", "none"], "filter", []],
    ["filtered_request", "handler", []],
    ["$" + "{empty env['CAPTURE'] ? 'response' : 'none'}", "handler", ["response"]],
  ])("%j on a %s", async (capture, kind, expected) => {
    const { lines } = await captured({ capture: capture as string }, { kind });
    expect(points(lines)).toEqual(expected);
  });

  test("are refused when they are misspelt", async () => {
    const refused = captured({ capture: ["request", "respones"] });
    await expect(refused).rejects.toThrow('/capture: "respones" is no point of a capture; did you mean "response"?');
  });
});

describe("a capture never shows what could be used", () => {
  const secrets = [
    "Authorization",
    "cookie",
    "Sallyport-Assertion",
    "X-SSL-Cert",
    "ssl-client-cert",
    "Client-Cert",
    "X-Api-Key",
  ];

  test("headers", async () => {
    const handle: Handler = async () => answer(Buffer.alloc(0), "Set-Cookie", "s3cret", "X-Shown", "shown");
    const headers = [...secrets.flatMap((name) => [name, "s3cret"]), "SSL_Client_S_DN", "CN=a", "Accept", "*/*"];
    const { lines } = await captured({ capture: "all" }, { exchange: testExchange({ headers }), handle });
    const all = messages(lines).join("\n");
    expect(all).not.toContain("s3cret");
    expect(all).toContain("SSL_Client_S_DN: CN=a\nAccept: */*");
    expect(all).toContain("Set-Cookie: *****\nX-Shown: shown");
  });

  test("what a configuration adds, under its own mask", async () => {
    const decorator = {
      name: "capture",
      type: "CaptureDecorator",
      config: { masks: { headers: ["x-te.*"], mask: "###" } },
    };
    const exchange = testExchange({ headers: ["X-Team", "blue", "Accept", "a"] });
    const { lines } = await captured({ capture: "request" }, { decorators: [decorator], exchange });
    expect(messages(lines)[0]).toContain("X-Team: ###\nAccept: a");
  });

  test("headers of absurd names, without a long look at them", async () => {
    const headers = ["ssl-".repeat(2_000), "s3cret"];
    const { lines } = await captured({ capture: "request" }, { exchange: testExchange({ headers }) });
    expect(messages(lines)[0]).not.toContain("s3cret");
  });

  test("parameters of addresses, and members of contexts", async () => {
    const decorator = { name: "capture", type: "CaptureDecorator", config: { captureContext: true } };
    const exchange = testExchange({
      target: "/a?code=s3cret&q=1&access%5Ftoken=s3cret",
      headers: ["Referer", "https://x/?token=s3cret#id_token=s3cret"],
      session: { user: "s3cret" },
      attributes: { password: "s3cret", shown: "shown" },
      contexts: { ssoToken: { value: "s3cret", info: { uid: "dana" } } },
    });
    const { lines } = await captured({ capture: "request" }, { decorators: [decorator], exchange });
    const all = JSON.stringify(lines);
    expect(all).not.toContain("s3cret");
    for (const shown of ["q=1", "shown", "dana", "user"]) expect(all).toContain(shown);
  });
});

describe("a captured body", () => {
  const sent = (...raw: string[]) => testExchange({ headers: raw, body: "hello" });
  const streamed = (...chunks: string[]): GatewayResponse["body"] => ({
    sendTo: async (sink) => {
      for (const chunk of chunks) sink.write(chunk);
    },
  });
  const received = async ({ body }: GatewayResponse): Promise<string> => {
    if (Buffer.isBuffer(body)) return body.toString();
    let all = "";
    const { PassThrough } = await import("node:stream");
    const sink = new PassThrough();
    sink.on("data", (chunk: Buffer) => {
      all += chunk.toString();
    });
    await body.sendTo(sink);
    return all;
  };

  test.each([
    [["Content-Type", "text/plain"], "\n\nhello"],
    [["Content-Type", "application/vnd.x+json; charset=utf-8"], "\n\nhello"],
    [["Content-Type", "image/png"], "\n\n[binary entity]"],
    [["Content-Type", "text/plain", "Content-Encoding", "gzip"], "\n\n[binary entity]"],
    [[], ""],
  ])("of %j ends the message with %j", async (raw, end) => {
    const { lines, exchange } = await captured(
      { capture: "request" },
      { decorators: [withEntity()], exchange: sent(...raw) },
    );
    expect(
      messages(lines)[0]
        ?.split("HTTP/1.1")[1]
        ?.replace(/^(\n.+)*/, ""),
    ).toBe(end);
    expect(await Readable.from(exchange.body?.open() ?? []).toArray()).toEqual([Buffer.from("hello")]);
  });

  test("that is too long is cut in the log and goes on as a whole", async () => {
    const handle: Handler = async () => answer(streamed("abc", "def", "ghi"), ...text);
    const exchange = sent(...text);
    const decorators = [withEntity({ maxEntityLength: 4 })];
    const { lines, response } = await captured({ capture: "all" }, { decorators, exchange, handle });
    expect(messages(lines).map((message) => message.split("\n\n")[1])).toEqual([
      "hell[entity truncated]",
      "abcd[entity truncated]",
    ]);
    expect(await received(response)).toBe("abcdefghi");
    expect(Buffer.concat(await Readable.from(exchange.body?.open() ?? []).toArray()).toString()).toBe("hello");
  });

  test("is not touched when only heads are captured", async () => {
    const body = streamed("a");
    const { response } = await captured({ capture: "all" }, { handle: async () => answer(body) });
    expect(response.body).toBe(body);
  });
});

test("a timer logs the time of an object, and a filter's own", async () => {
  const { lines } = await captured({ timer: true }, { kind: "filter" });
  expect(lines).toMatchObject([{ message: "timer", fields: { object: "object", ms: 0, own: 0 } }]);
  expect((await captured({ timer: "false" })).lines).toEqual([]);
  await expect(captured({ timer: "sometimes" })).rejects.toThrow("/timer: must be true or false");
});

describe("decorations", () => {
  const seen =
    (upstream: string[]): Handler =>
    async (exchange) => {
      upstream.push(String(exchange.upstream));
      return answer(Buffer.alloc(0));
    };
  const place = { file: "test.json", path: [] };

  async function upstreamOf(files: { outer?: JsonObject; inner?: JsonObject; object?: JsonObject }): Promise<string> {
    const upstream: string[] = [];
    const parent = testHeap({
      types: { Inner: { kind: "handler", handle: seen(upstream) } },
      heap: [{ name: "object", type: "Inner", ...files.object }],
      globalDecorators: files.outer,
    });
    const heap = testHeap({ parent, globalDecorators: files.inner });
    const object = await heap.resolve("object", place);
    if (object.kind === "handler") await object.handle(testExchange());
    return upstream.join();
  }

  test("of an object are innermost, then those of every file, the outermost file first", async () => {
    const [a, b, c] = [{ baseURI: "http://a" }, { baseURI: "http://b" }, { baseURI: "http://c" }];
    expect(await upstreamOf({ outer: a })).toBe("http://a");
    expect(await upstreamOf({ outer: a, inner: b })).toBe("http://a");
    expect(await upstreamOf({ outer: a, inner: b, object: c })).toBe("http://c");
    expect(await upstreamOf({ inner: b })).toBe("http://b");
  });

  test("of one name at two levels apply twice", async () => {
    const { lines, log } = recordingLogger();
    const heap = testHeap({
      types: { Inner: { kind: "handler", handle: quiet } },
      heap: [{ name: "object", type: "Inner", capture: "request" }],
      globalDecorators: { capture: "request" },
      services: { log },
    });
    const object = await heap.resolve("object", place);
    if (object.kind === "handler") await object.handle(testExchange());
    expect(points(lines)).toEqual(["request", "request"]);
  });

  test("mean the decorator that the file declares under their name", async () => {
    const decorators = [{ name: "my.capture", type: "CaptureDecorator", config: {} }];
    const { lines } = await captured({ "my.capture": "request", comment: "x", _capture: "all" }, { decorators });
    expect(points(lines)).toEqual(["request"]);
  });

  test("that nobody knows are skipped, and remarked on when they look like a mistake", async () => {
    const remarks: string[] = [];
    const heap = testHeap({
      types: { Inner: { kind: "handler", handle: quiet } },
      heap: [{ name: "object", type: "Inner", captur: "all", _timer: true, unheard: 1, tracing: true }],
      globalDecorators: { timr: true },
      remarks,
    });
    await heap.buildAll();
    expect(remarks).toEqual([
      'test.json/globalDecorators/timr: has no effect; did you mean "timer"?',
      'test.json/heap/0/captur: has no effect; did you mean "capture"?',
      'test.json/heap/0/_timer: has no effect: "timer" is switched off by its "_"',
      "test.json/heap/0/tracing: has no effect: this gateway sends no spans",
    ]);
  });
});

describe("bodies that expressions of an object read", () => {
  test("are in memory when it runs, and others stream", async () => {
    const heap = testHeap({
      types: { Inner: { kind: "handler", handle: quiet } },
      heap: [
        {
          name: "reading",
          type: "StaticResponseHandler",
          config: { status: 200, entity: "$" + "{request.entity.string}" },
        },
        { name: "passing", type: "StaticResponseHandler", config: { status: 200, entity: "-" } },
      ],
    });
    const ask = async (name: string) => {
      const exchange = testExchange({ body: "hello" });
      const object = await heap.resolve(name, { file: "test.json", path: [] });
      if (object.kind !== "handler") throw new Error("no handler");
      return { body: String((await object.handle(exchange)).body), read: exchange.body?.bytes !== undefined };
    };
    expect(await ask("reading")).toEqual({ body: "hello", read: true });
    expect(await ask("passing")).toEqual({ body: "-", read: false });
  });
});
