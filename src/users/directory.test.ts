import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Secret } from "../core/secret.ts";
import { attributeProblem, attributeValues } from "./attributes.ts";
import { here, setUp } from "./testing/fixtures.ts";

const good = new Secret("correct horse");

async function withBob() {
  const setting = setUp();
  await setting.users.create("/alpha", { username: "Bob", password: good, attributes: { mail: ["bob@example.com"] } });
  return setting;
}

describe("a user", () => {
  test("who was created is found in any spelling, and can log in", async () => {
    const { users } = await withBob();
    expect(users.find("/alpha", "bOB")).toEqual({
      realm: "/alpha",
      username: "Bob",
      universalId: "id=Bob,ou=user,o=alpha,ou=services,ou=am-config",
      active: true,
      locked: false,
      roles: [],
      attributes: { mail: ["bob@example.com"] },
    });
    expect((await users.authenticate("/alpha", "bob", good, here)).ok).toBe(true);
  });

  test("is created once, whoever asks at the same time", async () => {
    const { users } = setUp();
    const create = (username: string) => users.create("/alpha", { username, password: good });
    const results = await Promise.allSettled(["bob", "BOB", "Bob"].map(create));
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
    await expect(create("bob")).rejects.toMatchObject({ code: "users.exists", status: 409 });
  });

  test.each(["", " ", "a\0b", "a\nb", " bob", "bob ", "\ud800", "x".repeat(257)])(
    "cannot be called %j",
    async (username) => {
      const { users, store } = setUp();
      await expect(users.create("/alpha", { username })).rejects.toMatchObject({ code: "users.name-invalid" });
      expect(store.users.count("/alpha")).toBe(0);
    },
  );

  test("who is switched off does not get in, and who is switched on again does", async () => {
    const { users } = await withBob();
    users.setActive("/alpha", "bob", false);
    expect(await users.authenticate("/alpha", "bob", good, here)).toEqual({ ok: false, reason: "inactive" });
    users.setActive("/alpha", "bob", true);
    expect((await users.authenticate("/alpha", "bob", good, here)).ok).toBe(true);
  });

  test("who does not exist cannot be changed", async () => {
    const { users } = setUp();
    const unknown = expect.objectContaining({ code: "users.unknown", status: 404 });
    expect(() => users.update("/alpha", "nobody", { set: { mail: ["x"] } })).toThrow(unknown);
    expect(() => users.setActive("/alpha", "nobody", true)).toThrow(unknown);
    expect(() => users.setSkipMfa("/alpha", "nobody", true)).toThrow(unknown);
    await expect(users.setPassword("/alpha", "nobody", good)).rejects.toThrow(unknown);
    expect(users.remove("/alpha", "nobody")).toBe(false);
  });

  test("who opted out of second factors stays so until told otherwise", async () => {
    const { users } = await withBob();
    expect(users.skipMfa("/alpha", "bob")).toBe(false);
    users.setSkipMfa("/alpha", "bob", true);
    expect(users.skipMfa("/alpha", "BOB")).toBe(true);
  });
});

describe("attributes", () => {
  test("are set, replaced and removed together", async () => {
    const { users } = await withBob();
    users.update("/alpha", "bob", { set: { sn: ["B", "B"], givenName: ["Bob"] } });
    const after = users.update("/alpha", "bob", { set: { mail: ["b@example.com"], givenName: [] }, remove: ["sn"] });
    expect(after.attributes).toEqual({ mail: ["b@example.com"] });
    expect(users.find("/alpha", "bob")).toEqual(after);
  });

  test("can be counted up without losing a count", async () => {
    const { users } = await withBob();
    const next = ({ n = ["0"] }: Readonly<Record<string, readonly string[]>>) => ({
      set: { n: [`${Number(n[0]) + 1}`] },
    });
    for (let i = 0; i < 3; i += 1) users.update("/alpha", "bob", next);
    expect(users.find("/alpha", "bob")?.attributes.n).toEqual(["3"]);
  });

  test.each([
    "password",
    "userPassword",
    "PASSWORD",
    "userName",
    "_id",
    "roles",
    "inetUserStatus",
    "kbaInfo",
    "__proto__",
    "a b",
    "1a",
    "",
    "x".repeat(65),
  ])("cannot be called %j", async (name) => {
    const { users } = await withBob();
    const changes = { set: Object.fromEntries([[name, ["x"]]]) };
    const refused = expect.objectContaining({ code: "users.attribute-invalid", status: 400 });
    expect(() => users.update("/alpha", "bob", changes)).toThrow(refused);
    await expect(users.create("/alpha", { username: "eve", attributes: changes.set })).rejects.toThrow(refused);
  });

  test.each([
    ["a value that is too long", { a: ["x".repeat(4097)] }],
    ["too many values", { a: Array.from({ length: 65 }, (_, i) => `${i}`) }],
    ["a value with NUL", { a: ["x\0"] }],
    ["half a character", { a: ["\ud83d"] }],
    ["too many names", Object.fromEntries(Array.from({ length: 129 }, (_, i) => [`a${i}`, ["x"]]))],
    ["too much altogether", Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`a${i}`, ["x".repeat(4000)]]))],
  ])("with %s are refused, and nothing is written", async (_title, set) => {
    const { users } = await withBob();
    expect(() => users.update("/alpha", "bob", { set })).toThrow(
      expect.objectContaining({ code: "users.attribute-invalid" }),
    );
    expect(users.find("/alpha", "bob")?.attributes).toEqual({ mail: ["bob@example.com"] });
  });

  test("that are accepted are read back exactly, and found by each value", async () => {
    const { users } = await withBob();
    const value = fc.string({ unit: "binary", maxLength: 40 }).filter((text) => !text.includes("\0"));
    const name = fc.stringMatching(/^[A-Za-z][\w.:/-]{0,20}$/);
    fc.assert(
      fc.property(name, fc.uniqueArray(value, { minLength: 1, maxLength: 5 }), (attribute, values) => {
        fc.pre(attributeProblem(attribute, values) === null);
        const after = users.update("/alpha", "bob", { set: { [attribute]: values } });
        expect(users.find("/alpha", "bob")).toEqual(after);
        expect(attributeValues(after, attribute)).toEqual(values);
        for (const each of values) {
          expect(users.search("/alpha", { attribute, value: each }).map(({ username }) => username)).toEqual(["Bob"]);
        }
        users.update("/alpha", "bob", { remove: [attribute] });
        expect(users.search("/alpha", { attribute, value: values[0] ?? "" })).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("never throw for any name: they are accepted or described as a problem", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.array(fc.string({ unit: "binary" })), (name, values) => {
        const problem = attributeProblem(name, values);
        expect(problem === null || problem.length > 0).toBe(true);
      }),
    );
  });
});

describe("searching", () => {
  test.each(["userName", "_username", "username", "uid"])("for %s means the user name", async (attribute) => {
    const { users } = await withBob();
    expect(users.search("/alpha", { attribute, value: "BOB" })).toHaveLength(1);
    expect(users.search("/alpha", { attribute, value: "bo" })).toEqual([]);
    expect(users.search("/alpha", { attribute, value: "b\0b" })).toEqual([]);
    expect(attributeValues(users.search("/alpha", { attribute, value: "bob" })[0] ?? fail(), attribute)).toEqual([
      "Bob",
    ]);
  });

  test("finds all who share a value, so that nobody is taken for another", async () => {
    const { users } = await withBob();
    await users.create("/alpha", { username: "eve", attributes: { mail: ["BOB@example.com"] } });
    const found = users.search("/alpha", { attribute: "mail", value: "bob@example.com" });
    expect(found.map(({ username }) => username)).toEqual(["Bob", "eve"]);
  });
});

test("users are listed page by page, each once", async () => {
  const { users } = setUp();
  for (const username of ["d", "B", "a", "C", "e"]) await users.create("/alpha", { username });
  const names: string[] = [];
  let page = users.list("/alpha", { limit: 2 });
  names.push(...page.users.map(({ username }) => username));
  while (page.next !== null) {
    page = users.list("/alpha", { after: page.next, limit: 2 });
    names.push(...page.users.map(({ username }) => username));
  }
  expect(names).toEqual(["a", "B", "C", "d", "e"]);
});

function fail(): never {
  throw new Error("nobody was found");
}
