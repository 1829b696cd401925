import { describe, expect, it } from "vitest";
import { Secret } from "../../core/secret.ts";
import { people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { attributePresentDecisionNode } from "./index.ts";

describe("Attribute Present Decision", () => {
  it.each([
    ["dana", "mail", "true"],
    ["dana", "userName", "true"],
    ["dana", "sn", "false"],
    ["dana", "password", "true"],
    ["bob", "password", "false"],
    ["dana", "kbaInfo", "true"],
    ["bob", "kbaInfo", "false"],
    ["nobody", "mail", "false"],
  ])("for %s and %s leaves by %s", async (username, presentAttribute, outcome) => {
    const { services, users } = await people();
    await users.securityQuestions("/alpha", "dana").set(new Map([["q", new Secret("a")]]));
    const run = await runNode(attributePresentDecisionNode, {
      attributes: { presentAttribute },
      shared: { username },
      services,
    });
    expect(run.outcome).toBe(outcome);
  });
});
