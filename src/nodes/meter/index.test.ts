import { expect, it } from "vitest";
import { metricsFake } from "../testing/metrics-fake.ts";
import { runNode } from "../testing/run-node.ts";
import { meterNode } from "./index.ts";

it("Meter counts one under its key, and leaves by outcome", async () => {
  const { metrics, seen } = metricsFake();
  const { outcome } = await runNode(meterNode, { attributes: { metricKey: "logins" }, services: { metrics } });
  expect(outcome).toBe("outcome");
  expect(seen).toEqual([["mark", "/alpha", "logins"]]);
});

it("Meter needs a key", () => {
  expect(() => meterNode.bind({ metricKey: "" })).toThrow();
});
