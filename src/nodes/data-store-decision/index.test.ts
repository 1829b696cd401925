import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { identityFake } from "../../users/testing/fakes.ts";
import { runNode, usersFake } from "../testing/run-node.ts";
import { dataStoreDecisionNode } from "./index.ts";

const dana = identityFake({ username: "Dana" });
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

  it.each<[string, JsonObject, JsonObject]>([
    ["no user name", {}, { password: "p" }],
    ["no password", { username: "dana" }, {}],
    ["a blank password", { username: "dana" }, { password: " \t" }],
    ["a user name that is no text", { username: 1 }, { password: "p" }],
    ["a password that is no text", { username: "dana" }, { password: ["p"] }],
  ])("leaves by false without asking for %s", async (_case, shared, transient) => {
    expect((await runNode(dataStoreDecisionNode, { shared, transient })).outcome).toBe("false");
  });

  it.each(["locked", "inactive"] as const)("tells nobody but the trace that an account is %s", async (reason) => {
    const services = { users: usersFake({ authenticate: async () => ({ ok: false, reason }) }) };
    const { action } = await runNode(dataStoreDecisionNode, { ...given("right"), services });
    expect(action).toEqual({ kind: "goTo", outcome: "false", reason });
  });
});
