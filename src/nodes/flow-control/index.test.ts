import { describe, expect, it } from "vitest";
import { seededRandom } from "../../core/random.ts";
import { runNode } from "../testing/run-node.ts";
import { flowControlNode } from "./index.ts";

describe("Flow Control", () => {
  it.each([
    [0, 0, 400],
    [100, 400, 0],
    [25, 99, 301],
  ])("with %i per cent for A, 400 logins leave by A %i times and by B %i times", async (percentageA, a, b) => {
    const services = { random: seededRandom("a") };
    const left = { A: 0, B: 0 };
    for (let login = 0; login < 400; login += 1) {
      const { outcome } = await runNode(flowControlNode, { attributes: { percentageA }, services });
      left[outcome as "A" | "B"] += 1;
    }
    expect(left).toEqual({ A: a, B: b });
  });

  it("labels its outcomes as it is told to", () => {
    const labels = { outcomeADisplayName: "New", outcomeBDisplayName: "Old" };
    expect(flowControlNode.bind(labels).outcomes).toEqual({ A: "New", B: "Old" });
  });
});
