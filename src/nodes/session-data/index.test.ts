import { describe, expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { sessionDataNode } from "./index.ts";

const attributes = { sessionDataKey: "department", sharedStateKey: "team" };

describe("Get Session Data", () => {
  it("copies a property of the existing session", async () => {
    const existingSession = { department: "sales" };
    const { outcome, state } = await runNode(sessionDataNode, { attributes, request: { existingSession } });
    expect(outcome).toBe("outcome");
    expect(state.get("team")).toBe("sales");
  });

  it.each([
    ["there is no session", null],
    ["the session has no such property", { other: "x" }],
  ])("copies nothing when %s", async (_when, existingSession) => {
    const { outcome, state } = await runNode(sessionDataNode, { attributes, request: { existingSession } });
    expect(outcome).toBe("outcome");
    expect(state.keys()).toEqual([]);
  });
});
