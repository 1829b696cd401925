import { describe, expect, it } from "vitest";
import { people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { profileCompletenessDecisionNode } from "./index.ts";

describe("Profile Completeness Decision", () => {
  it.each([
    ["dana", 75, "true"],
    ["dana", 76, "false"],
    ["nobody", 0, "false"],
  ])(
    "for %s, whose profile has three of four attributes, and %i %% leaves by %s",
    async (username, threshold, outcome) => {
      const { services } = await people({ identity: { profileAttributes: ["userName", "mail", "givenName", "sn"] } });
      const attributes = { threshold };
      const run = await runNode(profileCompletenessDecisionNode, { attributes, shared: { username }, services });
      expect(run.outcome).toBe(outcome);
    },
  );

  it("holds a profile that needs nothing for complete", async () => {
    const { services } = await people({ identity: { profileAttributes: [] } });
    const given = { attributes: { threshold: 100 }, shared: { username: "dana" }, services };
    expect((await runNode(profileCompletenessDecisionNode, given)).outcome).toBe("true");
  });
});
