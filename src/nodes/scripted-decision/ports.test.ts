import { describe, expect, it } from "vitest";
import { Secret } from "../../core/secret.ts";
import { identityFake, usersFake } from "../../users/testing/fakes.ts";
import { createScriptPorts } from "./ports.ts";

const updates: unknown[] = [];
const ports = createScriptPorts({
  http: { send: () => Promise.reject(new Error("no network in this test")), close: async () => undefined },
  users: usersFake({
    find: (_realm, name) => (name === "demo" ? identityFake({ username: "demo", attributes: { mail: ["m"] } }) : null),
    update: (...given) => {
      updates.push(given);
      return identityFake({ username: "demo" });
    },
  }),
  secret: (label) => new Secret(label),
  properties: new Map([["esv.a", "1"]]),
  library: (realm, name) => `${realm} ${name}`,
})("/alpha");

describe("what scripts of a realm may reach", () => {
  it.each([
    ["demo", "mail", ["m"]],
    ["demo", "userName", ["demo"]],
    ["demo", "constructor", []],
    ["nobody", "mail", null],
  ])("attributes of its users: %s, %s", (user, attribute, values) => {
    expect(ports.identities?.read(user, attribute)).toEqual(values);
  });
  it("writes of its users only", async () => {
    await ports.identities?.write("demo", { sn: ["x"] });
    expect(updates).toEqual([["/alpha", "demo", { set: { sn: ["x"] } }]]);
  });
  it("properties and libraries of its own", () => {
    expect([ports.property?.("esv.a"), ports.property?.("none"), ports.library?.("l")]).toEqual([
      "1",
      null,
      "/alpha l",
    ]);
  });
});
