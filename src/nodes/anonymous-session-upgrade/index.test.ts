import { expect, it } from "vitest";
import { universalId } from "../../users/index.ts";
import { runNode } from "../testing/run-node.ts";
import { anonymousSessionUpgradeNode } from "./index.ts";

const anonymous = universalId("/alpha", "anonymous");

it("Anonymous Session Upgrade lets the session of the anonymous user be replaced, and leaves by outcome", async () => {
  const existingSession = { anonymousUser: "anonymous", Principal: anonymous };
  const { action } = await runNode(anonymousSessionUpgradeNode, { request: { existingSession } });
  expect(action).toEqual({ kind: "goTo", outcome: "outcome", replacesAnonymous: true });
});

it.each([
  ["no session", null],
  ["a session that is not marked", { Principal: anonymous }],
  ["a marked session of somebody else", { anonymousUser: "anonymous", Principal: universalId("/alpha", "dana") }],
  ["one of another realm", { anonymousUser: "anonymous", Principal: universalId("/beta", "anonymous") }],
])("Anonymous Session Upgrade lets nothing be replaced with %s", async (_case, existingSession) => {
  const { action, outcome } = await runNode(anonymousSessionUpgradeNode, { request: { existingSession } });
  expect(outcome).toBe("outcome");
  expect(action).not.toHaveProperty("replacesAnonymous");
});
