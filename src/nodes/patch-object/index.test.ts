import { describe, expect, it } from "vitest";
import { dana, danasPassword, people } from "../testing/people.ts";
import { type NodeRun, runNode } from "../testing/run-node.ts";
import { patchObjectNode } from "./index.ts";

async function patch(collected: object, hidden: object = {}, more: NodeRun = {}) {
  const setting = await people();
  const result = await runNode(patchObjectNode, {
    services: setting.services,
    shared: { username: "dana", objectAttributes: { ...collected } },
    transient: { objectAttributes: { ...hidden } },
    ...more,
  });
  return { ...setting, ...result };
}

describe("Patch Object", () => {
  it("stores what was collected, leaves the rest, and leaves by PATCHED", async () => {
    const { outcome, profile } = await patch({ sn: "Doe", preferences: { updates: false }, givenName: null });
    expect(outcome).toBe("PATCHED");
    expect(profile()).toEqual({ mail: ["dana@example.com"], sn: ["Doe"], "preferences/updates": ["false"] });
  });

  it("sets the password and forgets it", async () => {
    const { outcome, passwordIs, state } = await patch({}, { password: "battery staple" });
    expect(outcome).toBe("PATCHED");
    expect(await passwordIs("battery staple")).toBe(true);
    expect(state.getObject("objectAttributes")).toEqual({});
  });

  it("replaces the security questions", async () => {
    const { users } = await patch({}, { kbaInfo: [{ customQuestion: "First pet?", answer: "Rex" }] });
    expect(users.securityQuestions("/alpha", "dana").list()).toEqual(["First pet?"]);
  });

  it("stores no ignored field", async () => {
    const attributes = { ignoredFields: ["sn", "password"] };
    const { outcome, profile, passwordIs } = await patch({ sn: "Doe" }, { password: "battery staple" }, { attributes });
    expect(outcome).toBe("PATCHED");
    expect(profile()).not.toHaveProperty("sn");
    expect(await passwordIs(danasPassword)).toBe(true);
  });

  it("takes the user's own name in any spelling", async () => {
    expect((await patch({ userName: "DANA" }, {}, { user: dana })).outcome).toBe("PATCHED");
  });

  it("changes the mail address of a person who is known, although nobody has the new one", async () => {
    const attributes = { identityAttribute: "mail" };
    const { outcome, profile } = await patch({ mail: "new@example.com" }, {}, { attributes, user: dana });
    expect(outcome).toBe("PATCHED");
    expect(profile()).toMatchObject({ mail: ["new@example.com"] });
  });

  it.each<[string, object, object, NodeRun]>([
    ["nobody has the name", { userName: "nobody" }, {}, {}],
    ["somebody else has logged in", { userName: "bob", sn: "x" }, {}, { user: dana }],
    [
      "somebody else's mail address was given",
      { mail: "bob@example.com" },
      {},
      { attributes: { identityAttribute: "mail" }, user: dana },
    ],
    ["an attribute is reserved", { roles: "admin", sn: "x" }, { password: "battery staple" }, {}],
    ["the password was used before", { sn: "x" }, { password: danasPassword }, {}],
    ["the password is too short", { sn: "x" }, { password: "x" }, {}],
    ["it is no user", {}, {}, { attributes: { identityResource: "managed/device" } }],
  ])("leaves by FAILURE, and changes nothing, when %s", async (_case, collected, hidden, more) => {
    const { outcome, profile, passwordIs } = await patch(collected, hidden, more);
    expect(outcome).toBe("FAILURE");
    expect(profile()).toEqual({ mail: ["dana@example.com"], givenName: ["Dana"] });
    expect(profile("bob")).toEqual({ mail: ["bob@example.com"] });
    expect(await passwordIs(danasPassword)).toBe(true);
  });
});
