import { describe, expect, test } from "vitest";
import { memoryStore, oathDevice, session, sha256, user } from "./testing/fixtures.ts";

const stored = (changes = {}) => ({ ...user(changes), lockedUntil: null, skipMfa: false });

describe("a user", () => {
  test("is found without regard to case and spelled as given", () => {
    const { users } = memoryStore().store;
    users.upsert(user());
    for (const name of ["demo", "DEMO", "Demo"]) expect(users.find("alpha", name)).toEqual(stored());
  });

  test("is found however an accent was typed", () => {
    const { users } = memoryStore().store;
    users.upsert(user({ username: "Ren\u00e9" }));
    expect(users.find("alpha", "rene\u0301")?.username).toBe("Ren\u00e9");
  });

  test("belongs to one realm", () => {
    const { users } = memoryStore().store;
    users.upsert(user());
    expect(users.find("beta", "demo")).toBeNull();
    expect([users.count("alpha"), users.count("beta")]).toEqual([1, 0]);
  });

  test("is replaced by a name that differs in case only, and keeps its one-time-code device", () => {
    const { users } = memoryStore().store;
    users.upsert(user());
    users.oath.put("alpha", "demo", oathDevice(), 1);
    const changed = user({ username: "DEMO", active: false, passwordHash: null, roles: [], attributes: {} });
    users.upsert(changed);
    expect(users.find("alpha", "demo")).toEqual(stored(changed));
    expect(users.count("alpha")).toBe(1);
    expect(users.oath.list("alpha", "demo")).toHaveLength(1);
  });

  test("cannot be reached by a name with SQL in it", () => {
    const { users } = memoryStore().store;
    users.upsert(user());
    expect(users.find("alpha", "' OR 1=1 --")).toBeNull();
    expect(users.find("alpha", "%")).toBeNull();
  });
});

test("a password hash is replaced only while it still is the expected one", () => {
  const { users } = memoryStore().store;
  users.upsert(user({ passwordHash: "old" }));
  expect(users.replacePasswordHash("alpha", "DEMO", "old", "new")).toBe(true);
  expect(users.replacePasswordHash("alpha", "demo", "old", "newer")).toBe(false);
  expect(users.find("alpha", "demo")?.passwordHash).toBe("new");
});

test("a change is made to the user as it is now, and refused as a whole when it throws", () => {
  const { users } = memoryStore().store;
  users.upsert(user({ attributes: { n: ["1"] } }));
  const count = () =>
    users.change("alpha", "DEMO", ({ attributes }) => ({ attributes: { n: [`${Number(attributes.n?.[0]) + 1}`] } }));
  expect([count(), count()].map((changed) => changed?.attributes.n)).toEqual([["2"], ["3"]]);
  const fail = () =>
    users.change("alpha", "demo", () => {
      throw new Error("no");
    });
  expect(fail).toThrow();
  expect(users.find("alpha", "demo")?.attributes).toEqual({ n: ["3"] });
  expect(users.change("alpha", "nobody", () => ({ active: false }))).toBeNull();
});

test("a user who is removed or switched off has no sessions, and nobody else loses one", () => {
  const { store, clock } = memoryStore();
  for (const username of ["demo", "other"]) store.users.upsert(user({ username }));
  const logIn = (username: string) =>
    store.sessions.create(session(username, clock.now(), { username, tokenHash: sha256(username) }));
  for (const username of ["demo", "other"]) logIn(username);
  store.users.change("alpha", "DEMO", () => ({ active: false }));
  expect(store.sessions.find(sha256("demo"))).toBeNull();
  expect(store.sessions.find(sha256("other"))).not.toBeNull();
  expect([store.users.remove("alpha", "OTHER"), store.users.remove("alpha", "other")]).toEqual([true, false]);
  expect(store.sessions.find(sha256("other"))).toBeNull();
});

test("a name that is taken in any spelling is not inserted again", () => {
  const { users } = memoryStore().store;
  expect([users.insert(user()), users.insert(user({ username: "DEMO", roles: [] }))]).toEqual([true, false]);
  expect(users.find("alpha", "demo")).toEqual(stored());
});

test("users are listed by name, page by page", () => {
  const { users } = memoryStore().store;
  for (const username of ["b", "C", "a", "D"]) users.insert(user({ username }));
  users.insert(user({ realm: "beta", username: "e" }));
  const names = (after: string | null, limit: number) => users.list("alpha", { after, limit }).map((u) => u.username);
  expect([names(null, 3), names("C", 3)]).toEqual([["a", "b", "C"], ["D"]]);
});

describe("searching", () => {
  test.each([
    ["mail", "DANA@example.com", ["dana"]],
    ["mail", "dana@example.org", ["dana", "eve"]],
    ["mail", "dana@example", []],
    ["mail' OR 1=1 --", "x", []],
    ["MAIL", "dana@example.com", []],
    ["long", "x".repeat(3000), ["dana"]],
    ["long", "x".repeat(2999), []],
  ])("%s for %s finds %j", (attribute, value, found) => {
    const { users } = memoryStore().store;
    const mail = ["dana@example.com", "Dana@example.org"];
    users.insert(user({ username: "dana", attributes: { mail, long: ["x".repeat(3000)] } }));
    users.insert(user({ username: "eve", attributes: { mail: ["dana@EXAMPLE.org"] } }));
    users.insert(user({ realm: "beta", username: "dana", attributes: { mail } }));
    expect(users.search("alpha", attribute, value, 20).map(({ username }) => username)).toEqual(found);
  });

  test("finds what was changed, not what was before", () => {
    const { users } = memoryStore().store;
    users.insert(user({ attributes: { mail: ["a@example.com"] } }));
    users.change("alpha", "demo", () => ({ attributes: { mail: ["b@example.com"] } }));
    expect(users.search("alpha", "mail", "a@example.com", 20)).toEqual([]);
    expect(users.search("alpha", "mail", "b@example.com", 20)).toHaveLength(1);
  });
});

test("the history holds the latest earlier passwords, and no more of them than wanted", () => {
  const { users } = memoryStore().store;
  users.insert(user({ passwordHash: "0" }));
  for (const hash of ["1", "2", "3"]) users.setPassword("alpha", "demo", hash, 2);
  expect(users.find("alpha", "demo")?.passwordHash).toBe("3");
  expect(users.passwordHistory("alpha", "demo")).toEqual(["2", "1"]);
  users.setPassword("alpha", "demo", "4", 0);
  expect(users.passwordHistory("alpha", "demo")).toEqual([]);
  expect(() => users.setPassword("alpha", "nobody", "1", 2)).toThrow(
    expect.objectContaining({ code: "store.unknown-user" }),
  );
});
