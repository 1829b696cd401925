import { describe, expect, it } from "vitest";
import type { TreeEnd } from "../../journey/index.ts";
import { runNode } from "../testing/run-node.ts";
import { innerTreeEvaluatorNode } from "./index.ts";

const frame = { tree: "two-factor", node: "n", memory: {}, secure: {}, userBefore: null, inner: null };
const ending = (end: TreeEnd, more: object = {}) => ({
  attributes: { tree: "two-factor", ...more },
  innerTree: async () => end,
});
const broken = { kind: "error", error: new Error("boom"), node: { id: "x", displayName: "X", type: "T" } } as const;

describe("Inner Tree Evaluator", () => {
  it.each([
    ["success", { kind: "success" }, "true"],
    ["failure", { kind: "failure" }, "false"],
    ["a wait", { kind: "waiting", waiting: { frame, callbacks: [] } }, "waits"],
  ] as const)("passes %s on", async (_title, end, outcome) => {
    expect((await runNode(innerTreeEvaluatorNode, ending(end))).outcome).toBe(outcome);
  });

  it("throws on what the inner journey threw", async () => {
    await expect(runNode(innerTreeEvaluatorNode, ending(broken))).rejects.toThrow("boom");
  });

  it("leaves by error, naming the node, when it shows that outcome", async () => {
    const { outcome, state } = await runNode(innerTreeEvaluatorNode, ending(broken, { displayErrorOutcome: true }));
    expect(outcome).toBe("error");
    expect(state.get("errorNode")).toEqual({ id: "x", displayName: "X", type: "T" });
    expect(state.get("errorMessage")).toBe("The inner journey failed.");
  });
});
