import { describe, expect, test } from "vitest";
import type { Exchange, Handler } from "../../http/exchange.ts";
import { headersFrom } from "../../http/headers.ts";
import { answering, buildFilter, buildHandler, testExchange, textOf } from "../../testing/exchange.ts";
import { el } from "../../testing/harness.ts";

const handlers = { Next: answering(200, [], "next"), Teapot: answering(418), Other: answering(202, [], "other") };
const marking = (mark: string) => async (exchange: Exchange, next: Handler) => {
  exchange.headers.append("Mark", mark);
  const response = await next(exchange);
  response.headers.append("Mark", mark);
  return response;
};
const filters = { A: marking("a"), B: marking("b") };
const condition = el("request.headers['Pass'][0] == 'yes'");
const passing = () => testExchange({ headers: ["Pass", "yes"] });

describe("Chain and ChainOfFilters", () => {
  test.each([[["A", "B"]], [[{ type: "ChainOfFilters", config: { filters: ["A", "B"] } }]]])(
    "the first filter is outermost: %j",
    async (list) => {
      const handle = await buildHandler(
        "Chain",
        { filters: list, handler: "Next" },
        { filters, handlers: { Next: answering(200) } },
      );
      const exchange = testExchange();
      const response = await handle(exchange);
      expect(exchange.headers.all("mark")).toEqual(["a", "b"]);
      expect(response.headers.all("mark")).toEqual(["b", "a"]);
    },
  );

  test("a name that is none, or no filter, is refused with its pointer", async () => {
    const at = "test.json/object/config/filters/1: ";
    await expect(
      buildHandler("Chain", { filters: ["A", "Nobody"], handler: "Next" }, { filters, handlers }),
    ).rejects.toThrow(at);
    await expect(buildFilter("ChainOfFilters", { filters: ["A", "Next"] }, { filters, handlers })).rejects.toThrow(at);
  });
});

describe("ConditionalFilter", () => {
  test.each([
    [true, ["a"]],
    [false, []],
    ["true", ["a"]],
    [condition, ["a"]],
    [el("request.method == 'POST'"), []],
  ])("with the condition %j the delegate marks %j", async (value, marks) => {
    const filter = await buildFilter("ConditionalFilter", { condition: value, delegate: "A" }, { filters });
    const exchange = passing();
    await filter(exchange, answering(200));
    expect(exchange.headers.all("mark")).toEqual(marks);
  });

  test.each([el("attributes.nothing"), el("request.method < 5"), el("request.method")])(
    "a condition that gives neither true nor false fails the request, and never leaves a protection out: %s",
    async (value) => {
      const filter = await buildFilter("ConditionalFilter", { condition: value, delegate: "A" }, { filters });
      await expect(filter(testExchange(), answering(200))).rejects.toMatchObject({ code: "gateway.expression-failed" });
    },
  );

  test.each([
    [{ condition: "yes", delegate: "A" }, "/condition"],
    [{ delegate: "A" }, "/condition"],
    [{ condition: true }, "/delegate"],
    [{ condition: true, delegate: "Nobody" }, "/delegate"],
  ])("%j is refused at %s", async (config, pointer) => {
    await expect(buildFilter("ConditionalFilter", config, { filters })).rejects.toThrow(`config${pointer}: `);
  });
});

describe("ConditionEnforcementFilter", () => {
  test.each([
    [condition, 200],
    [el("attributes.nothing"), 403],
    [el("request.method < 5"), 403],
    [false, 403],
  ])("with the condition %j the answer is %d", async (value, status) => {
    const filter = await buildFilter("ConditionEnforcementFilter", { condition: value });
    expect((await filter(passing(), answering(200))).status).toBe(status);
  });

  test("a failureHandler answers what does not pass", async () => {
    const filter = await buildFilter(
      "ConditionEnforcementFilter",
      { condition: false, failureHandler: "Teapot" },
      { handlers },
    );
    expect((await filter(testExchange(), answering(200))).status).toBe(418);
  });
});

describe("SwitchFilter", () => {
  test.each([
    ["no case", {}, 200],
    ["a case of the request", { onRequest: [{ condition, handler: "Teapot" }] }, 418],
    ["the first that is true", { onRequest: [{ condition: false, handler: "Other" }, { handler: "Teapot" }] }, 418],
    [
      "a case of the response",
      { onResponse: [{ condition: el("response.status.code == 200"), handler: "Teapot" }] },
      418,
    ],
    [
      "no case of the response",
      { onResponse: [{ condition: el("response.status.code == 500"), handler: "Teapot" }] },
      200,
    ],
  ])("%s", async (_what, config, status) => {
    const filter = await buildFilter("SwitchFilter", config, { handlers });
    expect((await filter(passing(), answering(200))).status).toBe(status);
  });

  test("a response that another replaces is given up", async () => {
    const abandoned: Error[] = [];
    const filter = await buildFilter("SwitchFilter", { onResponse: [{ handler: "Teapot" }] }, { handlers });
    await filter(testExchange(), async () => ({
      status: 200,
      headers: headersFrom([]),
      body: { sendTo: async () => undefined, abandon: (reason) => abandoned.push(reason) },
    }));
    expect(abandoned).toHaveLength(1);
  });

  test("a wrong handler is named", async () => {
    const config = { onResponse: [{ handler: "Nobody" }] };
    await expect(buildFilter("SwitchFilter", config)).rejects.toThrow("config/onResponse/0/handler: ");
  });
});

describe("DispatchHandler", () => {
  const build = (bindings: object[]) =>
    buildHandler("DispatchHandler", { bindings: bindings.map((one) => ({ ...one })) }, { handlers });

  test.each([
    ["the first that is true", [{ condition, handler: "Next" }, { handler: "Other" }], "next"],
    ["a binding without condition", [{ condition: false, handler: "Next" }, { handler: "Other" }], "other"],
    [
      "not one whose condition fails",
      [{ condition: el("attributes.no"), handler: "Next" }, { handler: "Other" }],
      "other",
    ],
  ])("%s takes the request", async (_what, bindings, text) => {
    expect(await textOf(await (await build(bindings))(passing()))).toBe(text);
  });

  test("without a binding the answer is 404", async () => {
    const handle = await build([{ condition: false, handler: "Next" }]);
    await expect(handle(testExchange())).rejects.toMatchObject({ code: "gateway.no-route" });
  });

  test("a baseURI changes scheme, host and port and nothing else", async () => {
    const handle = await build([
      { handler: "Next", baseURI: `http://${el("request.headers['Pass'][0]")}.example.com:81/x` },
    ]);
    const exchange = testExchange({ target: "/a?b", headers: ["Pass", "yes"] });
    await handle(exchange);
    expect(exchange).toMatchObject({ upstream: "http://yes.example.com:81", target: { path: "/a", query: "b" } });
  });

  test.each([
    [[{ condition: true }], "/bindings/0/handler"],
    [[{ handler: "Next", baseURI: "no address" }], "/bindings/0/baseURI"],
    [[{ handler: "Next", condition: "perhaps" }], "/bindings/0/condition"],
  ])("%j is refused at %s", async (bindings, pointer) => {
    await expect(build(bindings)).rejects.toThrow(`config${pointer}: `);
  });
});

describe("SequenceHandler", () => {
  const build = (bindings: object[]) =>
    buildHandler("SequenceHandler", { bindings: bindings.map((one) => ({ ...one })) }, { handlers });

  test.each([
    ["all of them", [{ handler: "Next" }, { handler: "Other" }], "other"],
    ["until a postcondition is false", [{ handler: "Next", postcondition: false }, { handler: "Other" }], "next"],
    [
      "by the response",
      [{ handler: "Next", postcondition: el("response.status.code == 200") }, { handler: "Other" }],
      "other",
    ],
  ])("runs %s", async (_what, bindings, text) => {
    expect(await textOf(await (await build(bindings))(testExchange()))).toBe(text);
  });

  test("every handler can read the request body", async () => {
    const bodies: string[] = [];
    const read: Handler = async ({ body }) => {
      for await (const chunk of body?.open() ?? []) bodies.push(String(chunk));
      return answering(200)(testExchange());
    };
    const bindings = [{ handler: "Read" }, { handler: "Read" }];
    const handle = await buildHandler("SequenceHandler", { bindings }, { handlers: { Read: read } });
    await handle(testExchange({ method: "POST", body: "entity" }));
    expect(bodies).toEqual(["entity", "entity"]);
  });

  test("without a handler it is refused", async () => {
    await expect(build([])).rejects.toThrow("config/bindings: ");
  });
});

describe("AssignmentFilter", () => {
  test("writes before and after the rest, in order and by condition", async () => {
    const filter = await buildFilter("AssignmentFilter", {
      onRequest: [
        { target: el("attributes.user.name"), value: "demo" },
        { target: el("session.last"), value: el("attributes.user.name") },
        { condition: false, target: el("session.never"), value: "x" },
        { target: el("request.headers['X']"), value: el("session.last") },
      ],
      onResponse: [
        {
          condition: el("response.status.code == 200"),
          target: el("session.status"),
          value: el("response.status.code"),
        },
      ],
    });
    const exchange = testExchange();
    await filter(exchange, answering(200));
    expect([...exchange.session]).toEqual([
      ["last", "demo"],
      ["status", 200],
    ]);
    expect(exchange.headers.first("x")).toBe("demo");
  });

  test.each([
    [{ onRequest: [{ value: "x" }] }, "/onRequest/0/target"],
    [{ onRequest: [{ target: "plain", value: "x" }] }, "/onRequest/0/target"],
    [{ onResponse: [{ target: el("session.x"), value: el("nothing.") }] }, "/onResponse/0/value"],
  ])("%j is refused at %s", async (config, pointer) => {
    await expect(buildFilter("AssignmentFilter", config)).rejects.toThrow(`config${pointer}: `);
  });
});

test("Delegate is another object under another name", async () => {
  const handle = await buildHandler("Delegate", { delegate: "Teapot" }, { handlers });
  expect((await handle(testExchange())).status).toBe(418);
  const filter = await buildFilter("Delegate", { delegate: "A" }, { filters });
  expect((await filter(testExchange(), answering(200))).headers.all("mark")).toEqual(["a"]);
});

test("WelcomeHandler answers with a page", async () => {
  const response = await (await buildHandler("WelcomeHandler", {}))(testExchange());
  expect([response.status, response.headers.first("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
});

test.each([
  ["TemporaryStorage", { memoryLimit: 0 }, "/memoryLimit"],
  ["TemporaryStorage", { fileLimit: "much" }, "/fileLimit"],
  ["ScheduledExecutorService", { corePoolSize: 0 }, "/corePoolSize"],
  ["ScheduledExecutorService", { gracePeriod: "soon" }, "/gracePeriod"],
])("%s %j is refused at %s", async (type, config, pointer) => {
  await expect(buildHandler(type, config)).rejects.toThrow(`config${pointer}: `);
});
