import { describe, expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { setSessionPropertiesNode } from "./index.ts";

describe("Set Session Properties", () => {
  it("wants properties and times of the session, and leaves by outcome", async () => {
    const attributes = { properties: { department: "sales" }, maxSessionTime: 60, maxIdleTime: 5 };
    const { action } = await runNode(setSessionPropertiesNode, { attributes });
    expect(action).toEqual({
      kind: "goTo",
      outcome: "outcome",
      sessionProperties: { department: "sales" },
      maxSessionTime: 60,
      maxIdleTime: 5,
    });
  });

  it("leaves the times to the realm when it has none", async () => {
    const { action } = await runNode(setSessionPropertiesNode, { attributes: { maxIdleTime: null } });
    expect(action).toEqual({ kind: "goTo", outcome: "outcome", sessionProperties: {} });
  });

  it.each([[0], [-5], [1.5]])("refuses %d minutes", (maxIdleTime) => {
    expect(() => setSessionPropertiesNode.bind({ maxIdleTime })).toThrow();
  });
});
