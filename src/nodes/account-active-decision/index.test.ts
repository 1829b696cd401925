import { expect, it } from "vitest";
import { identityFake, usersFake } from "../../users/testing/fakes.ts";
import { runNode } from "../testing/run-node.ts";
import { accountActiveDecisionNode } from "./index.ts";

it.each([
  ["an active one", identityFake({}), "true"],
  ["one that is switched off", identityFake({ active: false }), "false"],
  ["one that is locked", identityFake({ locked: true }), "false"],
  ["one that does not exist", null, "false"],
])("Account Active Decision, for %s", async (_account, user, outcome) => {
  const services = { users: usersFake({ find: () => user }) };
  const run = await runNode(accountActiveDecisionNode, { shared: { username: "demo" }, services });
  expect(run.outcome).toBe(outcome);
});

it("Account Active Decision without a user name leaves by false", async () => {
  expect(await runNode(accountActiveDecisionNode)).toMatchObject({ outcome: "false" });
});
