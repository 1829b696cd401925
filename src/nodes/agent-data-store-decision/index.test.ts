import { expect, it } from "vitest";
import { identityFake, usersFake } from "../../users/testing/fakes.ts";
import { dataStoreDecisionNode } from "../data-store-decision/index.ts";
import { runNode } from "../testing/run-node.ts";
import { agentDataStoreDecisionNode } from "./index.ts";

const users = usersFake({
  authenticate: async (_realm, username, password) =>
    password.reveal() === "right"
      ? { ok: true, user: identityFake({ username, roles: [username] }), universalId: `id=${username}` }
      : { ok: false, reason: "wrong-password" },
});

it.each([
  ["an agent with its password", "agent", "right", "true", "false"],
  ["an agent with another one", "agent", "wrong", "false", "false"],
  ["a person", "person", "right", "false", "true"],
])("Agent Data Store Decision judges %s, and Data Store Decision otherwise", async (...row) => {
  const [, username, password, outcome, elsewhere] = row;
  const given = { shared: { username }, transient: { password }, services: { users } };
  const run = await runNode(agentDataStoreDecisionNode, given);
  expect(run.outcome).toBe(outcome);
  expect("identifiedUser" in run.action).toBe(outcome === "true");
  expect((await runNode(dataStoreDecisionNode, given)).outcome).toBe(elsewhere);
});
