import { describe, expect, it } from "vitest";
import { people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { termsAndConditionsDecisionNode } from "./index.ts";

const inForce = { termsAndConditions: { version: "2.0", texts: { en: "Be nice." } } };

describe("Terms and Conditions Decision", () => {
  it.each([
    ["the version in force", inForce, "dana", ["2.0"], "true"],
    ["an earlier version", inForce, "dana", ["1.0"], "false"],
    ["none", inForce, "dana", [], "false"],
    ["one that is not in force any more", {}, "dana", ["2.0"], "false"],
    ["none, as nobody is there", inForce, "nobody", ["2.0"], "false"],
  ])("after %s was accepted leaves by the right outcome", async (_case, policy, username, accepted, outcome) => {
    const { services } = await people(policy, { "termsAccepted/termsVersion": accepted });
    expect((await runNode(termsAndConditionsDecisionNode, { shared: { username }, services })).outcome).toBe(outcome);
  });
});
