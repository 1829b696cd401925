import { describe, expect, it } from "vitest";
import { people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { identifyExistingUserNode } from "./index.ts";

async function identify(mail: string, attributes = {}) {
  const { services } = await people();
  return runNode(identifyExistingUserNode, { attributes, shared: { objectAttributes: { mail } }, services });
}

describe("Identify Existing User", () => {
  it("puts the name of the user into the state, identifies nobody, and leaves by true", async () => {
    const { action, outcome, state } = await identify("dana@example.com");
    expect(outcome).toBe("true");
    expect(action).not.toHaveProperty("identifiedUser");
    expect(state.snapshot("shared")).toEqual({
      username: "dana",
      objectAttributes: { mail: "dana@example.com", userName: "dana" },
    });
  });

  it("puts another attribute there, if that is the identifier", async () => {
    const { state } = await identify("dana@example.com", { identifier: "givenName" });
    expect(state.getObject("objectAttributes")).toMatchObject({ givenName: "Dana" });
  });

  it.each([
    ["nobody has the value", "eve@example.com", {}],
    ["the user lacks the identifier", "bob@example.com", { identifier: "givenName" }],
  ])("leaves by false when %s", async (_case, mail, attributes) => {
    const { outcome, state } = await identify(mail, attributes);
    expect(outcome).toBe("false");
    expect(state.isDefined("username")).toBe(false);
  });
});
