import { describe, expect, it } from "vitest";
import { identityFake } from "../../users/testing/fakes.ts";
import { runNode, usersFake } from "../testing/run-node.ts";
import { identityStoreDecisionNode } from "./index.ts";

const reasons = ["unknown-user", "wrong-password", "inactive", "locked", "no-password"] as const;
const users = usersFake({
  async authenticate(_realm, _username, password) {
    const reason = reasons.find((name) => name === password.reveal());
    if (reason !== undefined) return { ok: false, reason };
    return { ok: true, user: identityFake({ username: "Dana" }), universalId: "id=Dana" };
  },
});
const given = (password: string, attributes = {}) =>
  runNode(identityStoreDecisionNode, {
    attributes,
    shared: { username: "dana" },
    transient: { password },
    services: { users },
  });

describe("Identity Store Decision", () => {
  it("leaves by TRUE and identifies the user when the password is right", async () => {
    const { outcome, action, state } = await given("right");
    expect(outcome).toBe("TRUE");
    expect(action).toMatchObject({ identifiedUser: { username: "Dana", universalId: "id=Dana" } });
    expect(state.snapshot("shared")).toEqual({ username: "Dana" });
  });

  it.each([
    ["unknown-user", "FALSE"],
    ["wrong-password", "FALSE"],
    ["no-password", "FALSE"],
    ["", "FALSE"],
    ["inactive", "LOCKED"],
    ["locked", "LOCKED"],
  ])("%s: leaves by %s", async (password, outcome) => {
    expect((await given(password)).outcome).toBe(outcome);
  });

  it("leaves by FALSE without asking when there is no user name or no password", async () => {
    expect((await runNode(identityStoreDecisionNode, { shared: { username: "dana" } })).outcome).toBe("FALSE");
    expect((await runNode(identityStoreDecisionNode, { transient: { password: "p" } })).outcome).toBe("FALSE");
  });

  it("keeps the universal id when it is asked to", async () => {
    const { state } = await given("right", { useUniversalIdForUsername: true });
    expect(state.get("universalId")).toBe("id=Dana");
  });

  it("has CANCELLED and EXPIRED for journeys that connect them", () => {
    expect(Object.keys(identityStoreDecisionNode.bind({}).outcomes)).toEqual([
      ...["TRUE", "FALSE", "LOCKED", "CANCELLED", "EXPIRED"],
    ]);
  });
});
