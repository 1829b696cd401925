import { describe, expect, test } from "vitest";
import { answering, buildFilter, testExchange } from "../../testing/exchange.ts";
import { el } from "../../testing/harness.ts";

const table: readonly (readonly [string, object, readonly string[], readonly string[]])[] = [
  ["removes, whatever the case", { remove: ["x-a"] }, ["X-A", "1", "x-A", "2", "B", "3"], ["B", "3"]],
  ["adds to what is there", { add: { A: ["2"] } }, ["A", "1"], ["A", "1", "A", "2"]],
  ["replaces every value", { replace: { A: ["3", "4"] } }, ["a", "1", "A", "2"], ["A", "3", "A", "4"]],
  ["removes before it adds", { remove: ["A"], add: { A: ["2"] } }, ["A", "1"], ["A", "2"]],
  [
    "replaces a header by what is made of it",
    { replace: { A: [`<${el("request.headers['A'][0]")}>`] } },
    ["A", "1"],
    ["A", "<1>"],
  ],
  ["removes what a null replaces", { replace: { A: [el("request.headers['B'][0]")] } }, ["A", "1"], []],
  ["skips a null", { add: { A: [el("attributes.nothing"), "1"] } }, [], ["A", "1"]],
];

describe("HeaderFilter", () => {
  test.each(table)("%s, in a request", async (_what, config, before, after) => {
    const filter = await buildFilter("HeaderFilter", { messageType: "REQUEST", ...config });
    const exchange = testExchange({ headers: before });
    await filter(exchange, answering(200));
    expect(exchange.headers.toRaw()).toEqual(after);
  });

  test.each(table.slice(0, 4))("%s, in a response", async (_what, config, before, after) => {
    const filter = await buildFilter("HeaderFilter", { messageType: "response", ...config });
    const response = await filter(testExchange(), answering(200, before));
    expect(response.headers.toRaw()).toEqual(after);
  });

  test("expressions of the response flow see the response", async () => {
    const filter = await buildFilter("HeaderFilter", {
      messageType: "RESPONSE",
      add: { A: [el("response.status.code")] },
    });
    expect((await filter(testExchange(), answering(201))).headers.first("a")).toBe("201");
  });

  test.each(["a\r\nX-Admin: 1", "a\nb", "a\0", "snow ☃", "a".repeat(20_000)])(
    "a value that is no single line of a header is dropped: %j",
    async (value) => {
      const filter = await buildFilter("HeaderFilter", {
        messageType: "REQUEST",
        add: { A: [el("attributes.v"), "safe"] },
      });
      const exchange = testExchange({ attributes: { v: value } });
      await filter(exchange, answering(200));
      expect(exchange.headers.toRaw()).toEqual(["A", "safe"]);
    },
  );

  test("a header that a script vouched for is nobody's word once this filter wrote it", async () => {
    const filter = await buildFilter("HeaderFilter", {
      messageType: "REQUEST",
      replace: { SSL_Client_S_DN: ["CN=x"] },
    });
    const exchange = { ...testExchange(), vouched: new Set(["ssl_client_s_dn", "other"]) };
    await filter(exchange, answering(200));
    expect([...exchange.vouched]).toEqual(["other"]);
  });

  test.each([
    ["Content-Length", "add"],
    ["transfer-encoding", "replace"],
    ["Connection", "add"],
    ["Sallyport-Assertion", "add"],
    ["sallyport_assertion", "replace"],
  ])("%s is not to be set by %s", async (name, key) => {
    const built = buildFilter("HeaderFilter", { messageType: "REQUEST", [key]: { [name]: ["1"] } });
    await expect(built).rejects.toThrow(`test.json/object/config/${key}/${name}: `);
  });

  test("removing a header that the gateway writes itself has no effect, and lint says so", async () => {
    const remarks: string[] = [];
    const config = { messageType: "RESPONSE", remove: ["Content-Length"] };
    const filter = await buildFilter("HeaderFilter", config, { remarks });
    const response = await filter(testExchange(), answering(200, ["Content-Length", "0"]));
    expect(response.headers.first("content-length")).toBe("0");
    expect(remarks).toEqual([expect.stringContaining("test.json/object/config/remove/0: has no effect")]);
  });

  test.each([
    [{ remove: ["A"] }, "/messageType"],
    [{ messageType: "BOTH" }, "/messageType"],
    [{ messageType: "REQUEST", remove: ["a b"] }, "/remove/0"],
    [{ messageType: "REQUEST", add: { "a:": ["1"] } }, "/add/a:"],
    [{ messageType: "REQUEST", add: { A: "1" } }, "/add/A"],
    [{ messageType: "REQUEST", add: { A: [el("request.")] } }, "/add/A/0"],
  ])("%j is refused at %s", async (config, pointer) => {
    await expect(buildFilter("HeaderFilter", config)).rejects.toThrow(`test.json/object/config${pointer}: `);
  });
});
