import { describe, expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { setStateNode } from "./index.ts";

describe("Set State", () => {
  it("replaces the key in every state, then leaves by outcome", async () => {
    const { outcome, state } = await runNode(setStateNode, {
      attributes: { attributes: { username: "kiosk" } },
      transient: { username: "somebody" },
    });
    expect(outcome).toBe("outcome");
    expect(state.get("username")).toBe("kiosk");
  });
});
