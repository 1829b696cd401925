import { describe, expect, it } from "vitest";
import { runNode, usersFake } from "../testing/run-node.ts";
import { dataStoreDecisionNode } from "./index.ts";

const dana = { realm: "/alpha", username: "Dana", active: true, roles: [], attributes: {} };
const users = usersFake({
  authenticate: async (_realm, _username, password) =>
    password.reveal() === "right"
      ? { ok: true, user: dana, universalId: "id=Dana" }
      : { ok: false, reason: "wrong-password" },
});
const given = (password: string) => ({ shared: { username: "dana" }, transient: { password }, services: { users } });

describe("Data Store Decision", () => {
  it("leaves by true and identifies the user when the password is right", async () => {
    const { outcome, action, state } = await runNode(dataStoreDecisionNode, given("right"));
    expect(outcome).toBe("true");
    expect(action).toMatchObject({ identifiedUser: { username: "Dana", universalId: "id=Dana" } });
    expect(state.get("username")).toBe("Dana");
  });

  it("leaves by false, with the reason for the trace only, when it is not", async () => {
    expect((await runNode(dataStoreDecisionNode, given("wrong"))).action).toMatchObject({
      outcome: "false",
      reason: "wrong-password",
    });
  });

  it("leaves by false without asking when there is no user name or no password", async () => {
    expect((await runNode(dataStoreDecisionNode, { shared: { username: "dana" } })).outcome).toBe("false");
    expect((await runNode(dataStoreDecisionNode, { transient: { password: "p" } })).outcome).toBe("false");
  });
});
