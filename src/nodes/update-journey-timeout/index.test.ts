import { describe, expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { updateJourneyTimeoutNode } from "./index.ts";

describe("Update Journey Timeout", () => {
  it.each([
    ["SET", 20, true, 20],
    ["MODIFY", 20, true, 25],
    ["MODIFY", -3, true, 2],
    ["MODIFY", 20, false, 20],
  ])(
    "%s by %i minutes (a later request: %s) gives %i, and leaves by outcome",
    async (operation, value, authIdPresent, minutes) => {
      const attributes = { operation, value };
      const { action, state } = await runNode(updateJourneyTimeoutNode, { attributes, authIdPresent, treeDuration: 5 });
      expect(action).toMatchObject({ outcome: "outcome", maxTreeDuration: minutes });
      expect(state.snapshot("transient")).toEqual({ maxAuthenticationSessionDuration: minutes });
    },
  );

  it("ends the login when the time would be negative", async () => {
    const shortened = runNode(updateJourneyTimeoutNode, {
      attributes: { operation: "MODIFY", value: -6 },
      treeDuration: 5,
    });
    await expect(shortened).rejects.toMatchObject({ code: "nodes.timeout-negative" });
  });
});
