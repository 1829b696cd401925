import { describe, expect, it } from "vitest";
import { createCatalogue } from "./catalogue.ts";
import { loadJourneys } from "./load.ts";
import { journeyFile, type ShortNode, testNodes } from "./testing/build.ts";

const raise = (by: number, one: string, other?: string): ShortNode => [
  "Raise",
  { by },
  { one, ...(other === undefined ? {} : { other }) },
];

const highest = (nodes: Record<string, ShortNode>, inner: Record<string, ShortNode> = { x: raise(0, "ok") }) =>
  loadJourneys(
    [journeyFile("j", nodes), journeyFile("inner", inner)].map((journey) => ({ file: "j.json", journey })),
    createCatalogue(testNodes),
  ).maxAuthLevel("j");

describe("the highest auth level that a journey can succeed with", () => {
  it.each([
    ["adds up along the way", { a: raise(1, "b"), b: raise(2, "ok") }, 3],
    ["is that of the best way", { a: raise(0, "b", "c"), b: raise(5, "ok"), c: raise(10, "ok") }, 10],
    ["does not count ways to Failure", { a: raise(1, "b", "ok"), b: raise(50, "no") }, 1],
    ["does not count ways that end nowhere", { a: raise(1, "b", "ok"), b: raise(50, "c"), c: ["Throw", {}, {}] }, 1],
    ["may be below zero", { a: raise(-3, "ok") }, -3],
    ["counts a loop once", { a: raise(1, "b"), b: raise(2, "a", "ok") }, 3],
    ["counts a node that leads to itself once", { a: raise(2, "a", "ok") }, 2],
    ["is nothing when Success cannot be reached", { a: raise(1, "no") }, null],
    ["counts an inner tree, however it ends", { a: ["Inner", { tree: "inner" }, { true: "ok" }] }, 7],
  ] as const)("%s", (_title, nodes, expected) => {
    const inner = { x: raise(3, "y", "ok"), y: raise(4, "no") };
    expect(highest(nodes as unknown as Record<string, ShortNode>, inner)).toBe(expected);
  });

  it("is nothing for a journey that does not exist, and for one without nodes what the entry says", () => {
    const set = loadJourneys([{ file: "j", journey: journeyFile("j", {}) }], createCatalogue(testNodes));
    expect([set.maxAuthLevel("other"), set.maxAuthLevel("j")]).toEqual([null, 0]);
  });
});
