import { describe, expect, it } from "vitest";
import { endNode, runNode } from "../testing/run-node.ts";
import { setSuccessDetailsNode } from "./index.ts";

const attributes = {
  successDetails: { welcome: "Good morning", level: "3" },
  sessionProperties: { team: "department", missing: "none", inherited: "constructor" },
};
const sessionProperties = { department: '{"a":1}', other: "secret" };

describe("Set Success Details", () => {
  it("leaves by outcome, and asks to be called at the end", async () => {
    const { action } = await runNode(setSuccessDetailsNode, { attributes });
    expect(action).toMatchObject({ outcome: "outcome", hooks: [{}] });
  });

  it("adds its details, and the session properties that exist, as text", async () => {
    expect(await endNode(setSuccessDetailsNode, "success", {}, { attributes, sessionProperties })).toEqual({
      details: { welcome: "Good morning", level: 3, team: '{"a":1}' },
    });
  });

  it.each(["failure", "error"] as const)("adds nothing at a %s", async (end) => {
    expect(await endNode(setSuccessDetailsNode, end, {}, { attributes, sessionProperties })).toEqual({});
  });

  it.each(["tokenId", "realm", "successUrl"])("may not name %s", (key) => {
    expect(() => setSuccessDetailsNode.bind({ successDetails: { [key]: "x" } })).toThrow();
    expect(() => setSuccessDetailsNode.bind({ sessionProperties: { [key]: "x" } })).toThrow();
  });
});
