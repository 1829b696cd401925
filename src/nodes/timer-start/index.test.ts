import { expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { runNode } from "../testing/run-node.ts";
import { timerStartNode } from "./index.ts";

it.each([
  [{}, "TimerNodeStartTime"],
  [{ startTimeProperty: "began" }, "began"],
])("Timer Start with %j notes the time under %s, and leaves by outcome", async (attributes, key) => {
  const { outcome, state } = await runNode(timerStartNode, { attributes, services: { clock: frozenClock(1000) } });
  expect(outcome).toBe("outcome");
  expect(state.snapshot("shared")).toEqual({ [key]: 1000 });
});
