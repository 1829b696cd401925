import { describe, expect, it } from "vitest";
import { answer, begin, engineFor, journeyFile, type ShortNode, waiting } from "./testing/build.ts";

const minute = 60_000;
const start = Date.parse("2026-01-01T00:00:00Z");
const ask: ShortNode = ["Ask", { key: "k" }, { outcome: "ok" }];
const want = (effects: object, to = "ask"): ShortNode => ["Want", { effects }, { outcome: to }];

describe("how long a journey may take", () => {
  it.each([
    ["its realm", {}, {}, 5],
    ["its tree before the realm", {}, { treeTimeout: 20 }, 20],
    ["a node before both", { maxTreeDuration: 40 }, { treeTimeout: 20 }, 40],
    ["a node, but never more than a day", { maxTreeDuration: 1e9 }, {}, 24 * 60],
    ["a node, but never less than nothing", { maxTreeDuration: -5 }, {}, 0],
    ["its realm when the tree's setting is not a time", {}, { treeTimeout: "null" }, 5],
  ])("is said by %s", async (_title, effects, tree, minutes) => {
    const { engine } = engineFor(journeyFile("j", { a: want(effects), ask }, tree));
    expect(waiting(await begin(engine, "j")).expiresAt).toBe(start + minutes * minute);
  });

  it("counts from its start, whenever a node changes it", async () => {
    const { engine, clock } = engineFor(
      journeyFile("j", { first: ["Ask", { key: "k" }, { outcome: "a" }], a: want({ maxTreeDuration: 10 }), ask }),
    );
    const first = waiting(await begin(engine, "j"));
    clock.advance(2 * minute);
    const second = waiting(await answer(engine, first, "x"));
    expect(second.expiresAt).toBe(start + 10 * minute);
  });

  it("is not changed by the settings of an inner tree", async () => {
    const outer = journeyFile("outer", { in: ["Inner", { tree: "j" }, { true: "ok" }] });
    const { engine } = engineFor(outer, journeyFile("j", { ask }, { treeTimeout: 60 }));
    expect(waiting(await begin(engine, "outer")).expiresAt).toBe(start + 5 * minute);
  });
});

describe("how long the session may last", () => {
  it.each([
    ["left to the realm", {}, {}, null, null],
    ["said by the tree", {}, { maximumSessionTime: 60, maximumIdleTime: 6 }, 60, 6],
    [
      "said by a node first",
      { maxSessionTime: 30, maxIdleTime: 3 },
      { maximumSessionTime: 60, maximumIdleTime: 6 },
      30,
      3,
    ],
  ])("is %s", async (_title, effects, tree, maxSessionTime, maxIdleTime) => {
    const { engine } = engineFor(journeyFile("j", { a: want(effects, "ok") }, tree));
    expect(await begin(engine, "j")).toMatchObject({ kind: "success", gathered: { maxSessionTime, maxIdleTime } });
  });

  it("is said by a node of an inner tree, too", async () => {
    const outer = journeyFile("outer", { in: ["Inner", { tree: "j" }, { true: "ok" }] });
    const { engine } = engineFor(outer, journeyFile("j", { a: want({ maxSessionTime: 30 }, "ok") }));
    expect(await begin(engine, "outer")).toMatchObject({ gathered: { maxSessionTime: 30 } });
  });
});

it("a journey without session says so", async () => {
  const { engine } = engineFor(journeyFile("j", { a: want({}, "ok") }, { noSession: true }));
  expect(await begin(engine, "j")).toMatchObject({ kind: "success", noSession: true });
});

it("a journey names each webhook once, in order", async () => {
  const { engine } = engineFor(
    journeyFile("j", {
      a: want({ logoutWebhook: "one" }, "b"),
      b: want({ logoutWebhook: "two" }, "c"),
      c: want({ logoutWebhook: "one" }, "ok"),
    }),
  );
  expect(await begin(engine, "j")).toMatchObject({ gathered: { logoutWebhooks: ["one", "two"] } });
});
