import { describe, expect, it } from "vitest";
import type { SuspendedResult } from "./execution.ts";
import { answer, begin, engineFor, journeyFile, noRequest, resumeUri, sharedOf, waiting } from "./testing/build.ts";

const minute = 60_000;
const start = Date.parse("2026-01-01T00:00:00Z");

const asked = journeyFile("j", {
  mail: ["Mail", {}, { outcome: "ask" }],
  ask: ["Ask", { key: "colour" }, { outcome: "ok" }],
});
const afterDevice = journeyFile("j", {
  device: ["Device", {}, { outcome: "mail" }],
  mail: ["Mail", {}, { outcome: "ok" }],
});

const on = (certificate: string | null) => ({ ...noRequest, certificate });

function suspended(result: unknown): SuspendedResult {
  expect(result).toMatchObject({ kind: "suspended" });
  return result as SuspendedResult;
}

describe("a suspended journey", () => {
  it("shows the node's message as its only callback, with the link", async () => {
    const { engine } = engineFor(asked);
    const { execution, suspendedId } = suspended(await begin(engine, "j"));
    expect(suspendedId).toMatch(/^[\w-]{43}$/);
    expect(execution.pending).toEqual([
      {
        type: "SuspendedTextOutputCallback",
        output: [
          { name: "message", value: `go to https://am.test/?suspendedId=${suspendedId}` },
          { name: "messageType", value: "0" },
        ],
        inputs: [],
      },
    ]);
  });

  it.each([
    ["the node's time", { minutes: 30 }, 30],
    ["the realm's time when the node sets none", {}, 7],
    ["at most thirty days", { minutes: 1e9 }, 30 * 24 * 60],
  ])("waits %s", async (_title, attributes, minutes) => {
    const { engine } = engineFor(journeyFile("j", { mail: ["Mail", attributes, { outcome: "ok" }] }));
    const result = suspended(await begin(engine, "j", { suspendDuration: 7 * minute }));
    expect(result.expiresAt).toBe(start + minutes * minute);
    expect(result.execution.expiresAt).toBe(result.expiresAt);
  });

  it("goes on when the link is followed, with its full time again", async () => {
    const { engine, clock } = engineFor(asked);
    const execution = waiting(await begin(engine, "j", { suspendDuration: 60 * minute }));
    clock.advance(50 * minute);
    const next = waiting(await engine.resumeSuspended(execution, noRequest, resumeUri));
    expect(next).toMatchObject({ suspendedId: null, expiresAt: start + 55 * minute, startedAt: start });
    expect(sharedOf(await answer(engine, next, "red"))).toMatchObject({ colour: "red" });
  });

  it("is not resumed by its authId: whoever sends the step back gets it again", async () => {
    const { engine, trace } = engineFor(asked);
    const execution = waiting(await begin(engine, "j"));
    const ran = trace.length;
    expect(await answer(engine, execution, "")).toMatchObject({ kind: "suspended", execution });
    expect(trace).toHaveLength(ran);
  });

  it("is not what a step is that waits for answers: a link cannot skip it", async () => {
    const { engine } = engineFor(journeyFile("j", { ask: ["Ask", { key: "k" }, { outcome: "ok" }] }));
    const execution = waiting(await begin(engine, "j"));
    expect(await engine.resumeSuspended(execution, noRequest, resumeUri)).toMatchObject({
      kind: "failure",
      error: { code: "journey.not-suspended" },
    });
  });

  it("may be suspended by an inner tree, and goes on in it", async () => {
    const outer = journeyFile("outer", { in: ["Inner", { tree: "j" }, { true: "ok" }] });
    const { engine } = engineFor(outer, asked);
    const execution = waiting(await begin(engine, "outer"));
    const next = waiting(await engine.resumeSuspended(execution, noRequest, resumeUri));
    expect(next.frame).toMatchObject({ node: "in", inner: { node: "ask" } });
  });
});

describe("rule 4, a step belongs to the device it was given to:", () => {
  it("a step that waits for answers fails on another device", async () => {
    const { engine } = engineFor(journeyFile("j", { ask: ["Ask", { key: "k" }, { outcome: "ok" }] }));
    const execution = waiting(await begin(engine, "j", { request: on("one") }));
    const result = await answer(engine, execution, "x", on("two"));
    expect(result).toMatchObject({ kind: "failure", error: { code: "journey.device-changed" } });
  });

  it.each([
    ["another device", "two"],
    ["no device", null],
  ])("a suspended journey that judged its device fails on %s", async (_title, certificate) => {
    const { engine } = engineFor(afterDevice);
    const execution = waiting(await begin(engine, "j", { request: on("one") }));
    const result = await engine.resumeSuspended(execution, on(certificate), resumeUri);
    expect(result).toMatchObject({ kind: "failure", error: { code: "journey.device-changed" } });
  });

  it("a suspended journey goes on on the device that it judged", async () => {
    const { engine } = engineFor(afterDevice);
    const execution = waiting(await begin(engine, "j", { request: on("one") }));
    expect(await engine.resumeSuspended(execution, on("one"), resumeUri)).toMatchObject({ kind: "success" });
  });

  it("a device that an inner tree judged counts as well", async () => {
    const outer = journeyFile("outer", {
      in: ["Inner", { tree: "judge" }, { true: "mail" }],
      mail: ["Mail", {}, { outcome: "ok" }],
    });
    const { engine } = engineFor(outer, journeyFile("judge", { device: ["Device", {}, { outcome: "ok" }] }));
    const execution = waiting(await begin(engine, "outer", { request: on("one") }));
    const result = await engine.resumeSuspended(execution, on("two"), resumeUri);
    expect(result).toMatchObject({ error: { code: "journey.device-changed" } });
  });

  it("a suspended journey that judged none goes on on another one, and belongs to that from then on", async () => {
    const { engine } = engineFor(asked);
    const execution = waiting(await begin(engine, "j", { request: on("one") }));
    const next = waiting(await engine.resumeSuspended(execution, on("two"), resumeUri));
    expect(next.certificate).toBe("two");
    expect(await answer(engine, next, "red", on("one"))).toMatchObject({ error: { code: "journey.device-changed" } });
  });
});
