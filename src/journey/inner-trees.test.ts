import { describe, expect, it } from "vitest";
import { answer, begin, engineFor, journeyFile, type ShortNode, sharedOf, waiting } from "./testing/build.ts";

const into = (tree: string, connections: Record<string, string>): ShortNode => [
  "Inner",
  { tree, throws: true },
  connections,
];
const check = (key: string, value: string): ShortNode => ["Check", { key, value }, { true: "ok", false: "no" }];
const identify = (username: string, to: string): ShortNode => [
  "Want",
  { effects: { identifiedUser: { username, universalId: `id=${username}` } } },
  { outcome: to },
];
const probe = (to: string): ShortNode => ["Probe", {}, { one: to }];

/** `depth` journeys, each of which runs the next; the last one is `leaf`. */
const nested = (depth: number, leaf: Record<string, ShortNode>) =>
  Array.from({ length: depth }, (_, level) =>
    journeyFile(`t${level}`, level === depth - 1 ? leaf : { in: into(`t${level + 1}`, { true: "ok", false: "no" }) }),
  );

describe("inner trees", () => {
  it.each([2, 5, 32])("wait and go on %i deep", async (depth) => {
    const leaf = { ask: ["Ask", { key: "k" }, { outcome: "check" }] as const, check: check("k", "v") };
    const { engine } = engineFor(...nested(depth, leaf));
    expect(await answer(engine, waiting(await begin(engine, "t0")), "v")).toMatchObject({ kind: "success" });
  });

  it("end with a clear error when they stand deeper in each other than anybody would build", async () => {
    const { engine } = engineFor(...nested(33, { check: check("realm", "/") }));
    expect(await begin(engine, "t0")).toMatchObject({ kind: "failure", error: { code: "journey.too-deep" } });
  });

  it("are handed what nodes deep inside declare as input, also across waits, and nothing else", async () => {
    const leaf = {
      wait: ["Ask", { key: "other" }, { outcome: "check" }] as const,
      check: ["Check", { key: "password", value: "v" }, { true: "hidden", false: "no" }] as const,
      hidden: ["Check", { key: "undeclared", value: "v" }, { true: "no", false: "ok" }] as const,
    };
    const first = journeyFile("first", {
      password: ["Ask", { key: "password", transient: true }, { outcome: "hidden" }],
      hidden: ["Ask", { key: "undeclared", transient: true }, { outcome: "pause" }],
      pause: ["Ask", { key: "pause" }, { outcome: "in" }],
      in: into("t0", { true: "ok", false: "no" }),
    });
    const { engine } = engineFor(first, ...nested(3, leaf));
    let execution = waiting(await begin(engine, "first"));
    for (let step = 0; step < 3; step++) execution = waiting(await answer(engine, execution, "v"));
    expect(JSON.stringify(execution.frame)).not.toContain("undeclared");
    expect(await answer(engine, execution, "x")).toMatchObject({ kind: "success" });
  });

  it("pass session properties on, also those that they remove", async () => {
    const want = (sessionProperties: object, to: string): ShortNode => [
      "Want",
      { effects: { sessionProperties } },
      { outcome: to },
    ];
    const { engine } = engineFor(
      journeyFile("outer", { a: want({ x: "1", y: "1" }, "in"), in: into("inner", { false: "ok" }) }),
      journeyFile("inner", { b: want({ x: null, z: "2" }, "no") }),
    );
    expect(await begin(engine, "outer")).toMatchObject({ gathered: { sessionProperties: { y: "1", z: "2" } } });
  });
});

describe("whom an inner tree identified", () => {
  const outer = journeyFile("outer", {
    a: identify("alice", "in"),
    in: ["Inner", { tree: "inner" }, { true: "after", false: "after", error: "after" }],
    after: probe("ok"),
  });

  it.each([
    ["is known outside when it succeeds", "ok", "bob"],
    ["is forgotten when it fails", "no", "alice"],
    ["is forgotten when it throws", "boom", "alice"],
  ])("%s", async (_title, to, user) => {
    const inner = { b: identify("bob", "pause"), pause: ["Ask", { key: "k" }, { outcome: to }] as const };
    const { engine } = engineFor(outer, journeyFile("inner", { ...inner, boom: ["Throw", {}, { outcome: "ok" }] }));
    const execution = waiting(await begin(engine, "outer"));
    const result = await answer(engine, execution, "x");
    expect(sharedOf(result)).toMatchObject({ after: { user } });
    expect(result).toMatchObject({ gathered: { identifiedUser: { username: user } } });
  });
});

describe("a node is told", () => {
  it("whether the client has an authId already, and how long the journey may take", async () => {
    const { engine } = engineFor(
      journeyFile("j", {
        first: probe("want"),
        want: ["Want", { effects: { maxTreeDuration: 9 } }, { outcome: "ask" }],
        ask: ["Ask", { key: "k" }, { outcome: "second" }],
        second: probe("ok"),
      }),
    );
    expect(sharedOf(await answer(engine, waiting(await begin(engine, "j")), "x"))).toMatchObject({
      first: { authIdPresent: false, treeDuration: 5 },
      second: { authIdPresent: true, treeDuration: 9 },
    });
  });

  it("the auth level that its outcomes can still lead to, in the outer tree too", async () => {
    const raise = (by: number, to: string): ShortNode => ["Raise", { by }, { one: to }];
    const { engine } = engineFor(
      journeyFile("outer", { in: into("inner", { true: "more", false: "no" }), more: raise(5, "ok") }),
      journeyFile("inner", { p: ["Probe", {}, { one: "some", other: "no" }], some: raise(2, "ok") }),
    );
    const result = await begin(engine, "outer", { shared: { authLevel: 1 } });
    expect(sharedOf(result)).toMatchObject({ p: { reachable: [8, 6] } });
  });

  it("that an outcome which is not connected leads nowhere", async () => {
    const { engine } = engineFor(journeyFile("j", { p: probe("ok") }));
    expect(sharedOf(await begin(engine, "j"))).toMatchObject({ p: { reachable: [0, null] } });
  });
});

describe("a journey that loops", () => {
  it("ends even if an inner tree hides its errors", async () => {
    const { engine } = engineFor(
      journeyFile("outer", { in: ["Inner", { tree: "inner" }, { true: "in", false: "in", error: "in" }] }),
      journeyFile("inner", { boom: ["Throw", {}, { outcome: "ok" }] }),
    );
    expect(await begin(engine, "outer")).toMatchObject({ error: { code: "journey.too-many-steps" } });
  });

  it("ends although it asks the client each time round", async () => {
    const { engine } = engineFor(
      journeyFile("j", {
        ask: ["Ask", { key: "k" }, { outcome: "again" }],
        again: ["Ask", { key: "k" }, { outcome: "ask" }],
      }),
    );
    let result = await begin(engine, "j");
    for (let step = 0; step < 1000 && result.kind === "step"; step++)
      result = await answer(engine, waiting(result), "x");
    expect(result).toMatchObject({ kind: "failure", error: { code: "journey.too-many-steps" } });
  });
});
