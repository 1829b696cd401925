import { describe, expect, it } from "vitest";
import { Secret } from "../../core/secret.ts";
import { here } from "../../users/testing/fixtures.ts";
import { dana, people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { createObjectNode } from "./index.ts";

const given = { userName: "eve", givenName: "Eve", sn: "E", mail: "eve@example.com" };
const kbaInfo = [
  { questionId: "school", answer: "Oak Lane" },
  { customQuestion: "First pet?", answer: "Rex" },
];

async function create(collected: object = given, hidden: object = {}, attributes = {}) {
  const setting = await people();
  const { services } = setting;
  const result = await runNode(createObjectNode, {
    ...{ attributes, services },
    shared: { objectAttributes: { ...collected } },
    transient: { objectAttributes: { ...hidden } },
  });
  return { ...setting, ...result };
}

describe("Create Object", () => {
  it("creates the user, who is then the one that the journey has identified", async () => {
    const { action, profile, passwordIs, state } = await create(
      { ...given, preferences: { updates: true }, age: 7, nothing: null },
      { password: "battery staple" },
    );
    expect(action).toMatchObject({ outcome: "CREATED", identifiedUser: { username: "eve" } });
    expect(profile("eve")).toEqual({
      ...{ givenName: ["Eve"], sn: ["E"], mail: ["eve@example.com"], age: ["7"] },
      ...{ "preferences/updates": ["true"], createDate: ["2026-01-01T00:00:00.000Z"] },
    });
    expect(await passwordIs("battery staple", "eve")).toBe(true);
    expect(state.get("username")).toBe("eve");
    expect(JSON.stringify(state.snapshot("transient"))).not.toContain("battery");
  });

  it("leaves a person who has logged in who it is", async () => {
    const { services, users } = await people();
    const shared = { username: "dana", objectAttributes: given };
    const { action, state } = await runNode(createObjectNode, { services, shared, user: dana });
    expect(action).toEqual({ kind: "goTo", outcome: "CREATED" });
    expect(state.get("username")).toBe("dana");
    expect(users.find("/alpha", "eve")).not.toBeNull();
  });

  it("keeps the answers to security questions hashed, and no attribute", async () => {
    const { outcome, profile, users } = await create(given, { kbaInfo });
    expect(outcome).toBe("CREATED");
    expect(JSON.stringify(profile("eve"))).not.toContain("Oak");
    const questions = users.securityQuestions("/alpha", "eve");
    expect([...questions.list()].sort()).toEqual(["First pet?", "school"]);
    expect(await questions.verify("school", new Secret("oak lane"), here)).toBe(true);
  });

  it.each<[string, object, object, object, string]>([
    ["the name is taken", { ...given, userName: "Dana" }, {}, {}, "already"],
    ["a required attribute is missing", { userName: "eve" }, {}, {}, "givenName, sn, mail"],
    ["the name is none", { ...given, userName: " eve " }, {}, {}, "user name"],
    ["the password is too short", given, { password: "x" }, {}, "policy"],
    ["an attribute is reserved", { ...given, roles: "admin" }, {}, {}, "reserved"],
    ["an answer is blank", given, { kbaInfo: [{ customQuestion: "q", answer: " " }] }, {}, "answers"],
    ["it is no user", given, {}, { identityResource: "managed/device" }, "users only"],
  ])("leaves by FAILURE, and creates nobody, when %s", async (_case, collected, hidden, attributes, reason) => {
    const { action, users } = await create(collected, hidden, attributes);
    expect(action).toMatchObject({ outcome: "FAILURE", reason: expect.stringContaining(reason) });
    expect(users.list("/alpha").users.map(({ username }) => username)).toEqual(["bob", "dana"]);
  });
});
