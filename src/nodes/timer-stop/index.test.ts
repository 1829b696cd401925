import { expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import type { Json } from "../../core/json.ts";
import { metricsFake } from "../testing/metrics-fake.ts";
import { runNode } from "../testing/run-node.ts";
import { timerStopNode } from "./index.ts";

const stop = async (shared: Record<string, Json>) => {
  const { metrics, seen } = metricsFake();
  const services = { metrics, clock: frozenClock(3500) };
  const { outcome } = await runNode(timerStopNode, { attributes: { metricKey: "login" }, shared, services });
  return { outcome, seen };
};

it("Timer Stop records the seconds since the start, and leaves by outcome", async () => {
  const { outcome, seen } = await stop({ TimerNodeStartTime: 1000 });
  expect(outcome).toBe("outcome");
  expect(seen).toEqual([["time", "/alpha", "login", 2.5]]);
});

it.each<[string, Record<string, Json>]>([
  ["no start", {}],
  ["a start that lies ahead", { TimerNodeStartTime: 9e15 }],
  ["a start before all times", { TimerNodeStartTime: -1 }],
  ["text for a start", { TimerNodeStartTime: "1000" }],
])("Timer Stop records nothing for %s", async (_case, shared) => {
  expect(await stop(shared)).toEqual({ outcome: "outcome", seen: [] });
});
