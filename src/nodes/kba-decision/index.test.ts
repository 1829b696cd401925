import { describe, expect, it } from "vitest";
import { Secret } from "../../core/secret.ts";
import { people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { kbaDecisionNode } from "./index.ts";

describe("KBA Decision", () => {
  it.each([
    ["dana", 2, "true"],
    ["dana", 1, "false"],
    ["nobody", 2, "false"],
  ])("for %s, after %i of two questions were answered, leaves by %s", async (username, count, outcome) => {
    const { services, users } = await people();
    const answers = ["school", "First pet?"].slice(0, count).map((question) => [question, new Secret("a")] as const);
    await users.securityQuestions("/alpha", "dana").set(new Map(answers));
    expect((await runNode(kbaDecisionNode, { shared: { username }, services })).outcome).toBe(outcome);
  });
});
