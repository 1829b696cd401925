import { describe, expect, it } from "vitest";
import { people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { loginCountDecisionNode } from "./index.ts";

describe("Login Count Decision", () => {
  it.each([
    ["AT", 3, ["3"], "true"],
    ["AT", 3, ["6"], "false"],
    ["EVERY", 3, ["6"], "true"],
    ["EVERY", 3, ["7"], "false"],
    ["EVERY", 3, [], "false"],
  ])("%s %i logins, after %j of them, leaves by %s", async (interval, amount, loginCount, outcome) => {
    const { services } = await people({}, { loginCount });
    const run = await runNode(loginCountDecisionNode, {
      attributes: { interval, amount },
      shared: { username: "dana" },
      services,
    });
    expect(run.outcome).toBe(outcome);
  });

  it("leaves by false when there is no such user", async () => {
    expect((await runNode(loginCountDecisionNode)).outcome).toBe("false");
  });
});
