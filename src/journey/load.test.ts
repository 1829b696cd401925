import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCatalogue } from "./catalogue.ts";
import { type JourneyFile, journeyFileSchema } from "./export-file.ts";
import { loadJourneys } from "./load.ts";
import { begin, engineFor, journeyFile, type ShortNode, testNodes } from "./testing/build.ts";

const load = (...files: JourneyFile[]) =>
  loadJourneys(
    files.map((journey) => ({ file: "j.json", journey })),
    createCatalogue(testNodes),
  );

const ask = ["Ask", { key: "k" }, { outcome: "ok" }] as const;

describe("a journey file is refused, naming file and node, when", () => {
  it.each([
    ["an attribute is missing", { a: ["Ask", {}, { outcome: "ok" }] }, "journey.node-invalid", /node "a".*\/key/],
    [
      "a connection leads nowhere",
      { a: ["Ask", { key: "k" }, { outcome: "gone" }] },
      "journey.broken-connection",
      /leads to gone/,
    ],
    [
      "an outcome does not exist",
      { a: ["Ask", { key: "k" }, { huh: "ok" }] },
      "journey.broken-connection",
      /no outcome huh/,
    ],
    ["an inner tree does not exist", { a: ["Inner", { tree: "x" }, { true: "ok" }] }, "journey.tree-missing", /"x"/],
    ["a tree contains itself", { a: ["Inner", { tree: "j" }, { true: "ok" }] }, "journey.tree-loop", /j → j/],
  ] as const)("%s", (_title, nodes, code, message) => {
    const attempt = () => load(journeyFile("j", nodes as never));
    expect(attempt).toThrowError(message);
    expect(attempt).toThrowError(expect.objectContaining({ code }));
  });

  it("trees contain each other in a circle", () => {
    const a = journeyFile("a", { n: ["Inner", { tree: "b" }, { true: "ok" }] });
    const b = journeyFile("b", { n: ["Inner", { tree: "a" }, { true: "ok" }] });
    expect(() => load(a, b)).toThrowError(/a → b → a/);
  });

  it("two files hold a journey of the same name", () => {
    const journey = journeyFile("j", { a: ask });
    expect(() => load(journey, journey)).toThrowError(/loaded from another file already/);
  });
});

describe("a node whose type we lack", () => {
  const attributes = { number: 1, list: ["x"], nested: { a: null } };
  const unheard: ShortNode = ["Unheard", attributes, { anything: "ok" }];

  it("loads as a placeholder that keeps every attribute and any outcome, and is reported", () => {
    const set = load(journeyFile("j", { a: unheard }));
    expect(set.find("j")?.nodes.get("a")).toMatchObject({ placeholder: true, type: "Unheard", attributes });
    expect(set.placeholders()).toEqual([{ journey: "j", node: { id: "a", displayName: "a", type: "Unheard" } }]);
  });

  it("fails the login that reaches it, naming type and node to administrators only", async () => {
    const result = await begin(engineFor(journeyFile("j", { a: unheard })).engine, "j");
    expect(result).toMatchObject({
      kind: "failure",
      error: {
        code: "journey.unknown-node-type",
        message: "Login failure",
        detail: expect.stringContaining('"a" (a) of "j" has the type Unheard'),
      },
    });
  });

  it("harms no login that does not reach it", async () => {
    const check: ShortNode = ["Check", { key: "realm", value: "/" }, { true: "ok", false: "u" }];
    expect(await begin(engineFor(journeyFile("j", { check, u: unheard })).engine, "j")).toMatchObject({
      kind: "success",
    });
  });
});

it("inner trees that share inner trees are checked once each, not once for every way to them", () => {
  const files = Array.from({ length: 40 }, (_, level) => {
    const next = { tree: `t${level + 1}` };
    return journeyFile(`t${level}`, { a: ["Inner", next, { true: "b" }], b: ["Inner", next, { true: "ok" }] });
  });
  expect(load(...files, journeyFile("t40", { a: ask })).names()).toHaveLength(41);
});

describe("the export format", () => {
  const single = { tree: { _id: "j", entryNodeId: "x", nodes: {} }, nodes: {} };

  it("is read with `trees` and with the keys of one journey at the top", () => {
    expect(journeyFileSchema.parse(single)).toHaveLength(1);
    expect(journeyFileSchema.parse({ meta: {}, trees: { j: single, k: single } })).toHaveLength(2);
  });

  it.each([
    ["lines", ["a;", "b;"], "a;\nb;"],
    ["a JSON string", JSON.stringify("a;\nb;"), "a;\nb;"],
    ["base64", Buffer.from("outcome = 'x';").toString("base64"), "outcome = 'x';"],
    ["plain text", "outcome = 'x';", "outcome = 'x';"],
    ["plain text that begins with a string", '"use strict"; x', '"use strict"; x'],
  ])("holds scripts as %s", (_form, script, source) => {
    const file = journeyFile("j", { a: ask });
    const set = load({
      ...file,
      scripts: { s: { script, name: "s", language: "JAVASCRIPT", context: "", evaluatorVersion: "1.0" } },
    });
    expect(set.script("s")?.source).toBe(source);
  });

  it("is not fooled by a key `trees` beside one journey", () => {
    expect(journeyFileSchema.parse({ ...single, trees: "abc" })).toMatchObject([{ tree: { _id: "j" } }]);
  });

  it("never throws anything but a validation error, whatever the document", () => {
    fc.assert(fc.property(fc.jsonValue(), (document) => journeyFileSchema.safeParse(document) !== undefined));
  });
});
