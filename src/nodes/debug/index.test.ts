import { expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { debugNode } from "./index.ts";

it("Debug notes the keys of each state and no values, and leaves by outcome", async () => {
  const { action } = await runNode(debugNode, { shared: { b: 1, a: 2 }, transient: { password: "secret" } });
  expect(action).toEqual({
    kind: "goTo",
    outcome: "outcome",
    logs: ["shared state has a, b", "transient state has password", "secure state has nothing"],
  });
});
