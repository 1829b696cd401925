import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCatalogue } from "./catalogue.ts";
import { type JourneyFile, journeyFileSchema } from "./export-file.ts";
import { loadJourneys } from "./load.ts";
import { journeyFile, testNodes } from "./testing/build.ts";

const load = (...files: JourneyFile[]) =>
  loadJourneys(
    files.map((journey) => ({ file: "j.json", journey })),
    createCatalogue(testNodes),
  );

const ask = ["Ask", { key: "k" }, { outcome: "ok" }] as const;

describe("a journey file is refused, naming file and node, when", () => {
  it.each([
    [
      "a node type is not known",
      { a: ["Unheard", {}, {}] },
      "journey.unknown-node-type",
      /j\.json: journey "j", node "a".*"Unheard"/,
    ],
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
  ])("holds scripts as %s", (_form, script, source) => {
    const file = journeyFile("j", { a: ask });
    const set = load({
      ...file,
      scripts: { s: { script, name: "s", language: "JAVASCRIPT", context: "", evaluatorVersion: "1.0" } },
    });
    expect(set.script("s")?.source).toBe(source);
  });

  it("never throws anything but a validation error, whatever the document", () => {
    fc.assert(fc.property(fc.jsonValue(), (document) => journeyFileSchema.safeParse(document) !== undefined));
  });
});
