import { describe, expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { type NodeRun, runNode } from "../testing/run-node.ts";
import { pollingWaitNode } from "./index.ts";

const began = Date.parse("2026-11-23T08:00:00Z");
const at = (seconds: number) => ({ services: { clock: frozenClock(new Date(began + seconds * 1000).toISOString()) } });
const waitingSince = (early: number) => ({ "node-1.end_time": began + 8_000, "node-1.spam_count": early });
const run = (attributes: NodeRun["attributes"], more: NodeRun) =>
  runNode(pollingWaitNode, { attributes: attributes ?? {}, ...more });

describe("Polling Wait Node", () => {
  it("tells the client how long to wait, and fixes the end at the first visit", async () => {
    const { action, state } = await run({ waitingMessage: { en: "{{time}} s" } }, at(0));
    expect(action).toMatchObject({
      callbacks: [{ type: "PollingWaitCallback", output: [{ value: "8000" }, { value: "8 s" }], inputs: [] }],
    });
    expect(state.snapshot("shared")).toEqual(waitingSince(0));
  });

  it("leaves by DONE when the time is over, and tidies up", async () => {
    const { outcome, state } = await run({}, { ...at(8), shared: waitingSince(0), answers: [""] });
    expect(outcome).toBe("DONE");
    expect(state.keys()).toEqual([]);
  });

  it("waits on when the client comes back early, and counts it", async () => {
    const { outcome, state } = await run({}, { ...at(3), shared: waitingSince(0), answers: [""] });
    expect(outcome).toBe("waits");
    expect(state.snapshot("shared")).toEqual(waitingSince(1));
  });

  it("leaves by SPAM beyond the tolerance", async () => {
    const attributes = { spamDetectionEnabled: true, spamDetectionTolerance: 2 };
    const early = { ...at(3), answers: [""] };
    expect(await run(attributes, { ...early, shared: waitingSince(1) })).toMatchObject({ outcome: "waits" });
    expect(await run(attributes, { ...early, shared: waitingSince(2) })).toMatchObject({ outcome: "SPAM" });
  });

  it("leaves by EXITED when the button is pressed, and only if there is one", async () => {
    const pressed = { ...at(3), shared: waitingSince(0), answers: ["", 0] };
    expect(await run({ exitable: true }, pressed)).toMatchObject({ outcome: "EXITED" });
    expect(await run({}, pressed)).toMatchObject({ outcome: "waits" });
    expect(await run({ exitable: true }, { ...pressed, answers: ["", 100] })).toMatchObject({ outcome: "waits" });
  });
});
