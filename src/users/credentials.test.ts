import { describe, expect, test } from "vitest";
import { Secret } from "../core/secret.ts";
import { here, setUp } from "./testing/fixtures.ts";

const good = new Secret("correct horse");
const wrong = new Secret("battery staple");
const minute = 60_000;

async function withBob(options: Parameters<typeof setUp>[0] = {}) {
  const setting = setUp(options);
  await setting.users.create("/alpha", { username: "Bob", password: good });
  return setting;
}

const requirements = async ({ users }: Awaited<ReturnType<typeof withBob>>, password: string, username?: string) => {
  const candidate = { password: new Secret(password), ...(username === undefined ? {} : { username }) };
  return (await users.failedPolicies("/alpha", candidate)).map(({ policyRequirement }) => policyRequirement);
};

describe("the password policy", () => {
  test.each([
    ["a good one", "another horse", "bob", []],
    ["a blank one", "          ", "bob", ["REQUIRED"]],
    ["a short one", "seven77", "bob", ["MIN_LENGTH"]],
    ["one of eight signs of two units each", "😀😀😀😀😀😀😀😀", "bob", []],
    ["one of seven such signs", "😀😀😀😀😀😀😀", "bob", ["MIN_LENGTH"]],
    ["one too long to hash", "x".repeat(1025), "bob", ["MAX_LENGTH"]],
    ["the user's name in another spelling", " ALEXANDRA ", "alexandra", ["NOT_USER_NAME"]],
    ["the present one", "correct horse", "bob", ["NOT_USED_BEFORE"]],
    ["somebody else's", "correct horse", "eve", []],
    ["anything for a user without name", "correct horse", undefined, []],
  ])("says of %s what it lacks", async (_title, password, username, failed) => {
    expect(await requirements(await withBob(), password, username)).toEqual(failed);
  });

  test("forbids as many earlier passwords as the realm wants", async () => {
    const setting = await withBob({ passwordPolicy: () => ({ history: 2 }) });
    for (const n of [1, 2, 3]) await setting.users.setPassword("/alpha", "bob", new Secret(`password ${n}`));
    const tried = ["password 3", "password 2", "password 1", "correct horse"];
    const failed = await Promise.all(tried.map((password) => requirements(setting, password, "bob")));
    expect(failed.map((each) => each.length)).toEqual([1, 1, 1, 0]);
  });

  test("with a history of 0 lets everything be used again", async () => {
    const setting = await withBob({ passwordPolicy: () => ({ history: 0, minLength: 3 }) });
    expect(await requirements(setting, "correct horse", "bob")).toEqual([]);
    expect(await requirements(setting, "abc", "bob")).toEqual([]);
    expect(setting.users.passwordPolicy("/alpha")).toEqual({ minLength: 3, history: 0 });
  });

  test("holds for new users and new passwords, and says so without telling the password", async () => {
    const { users, store } = await withBob();
    const refused = { code: "users.password-refused", status: 400, message: expect.stringMatching(/8 characters/) };
    const short = new Secret("seven77");
    await expect(users.setPassword("/alpha", "bob", short)).rejects.toMatchObject(refused);
    await expect(users.create("/alpha", { username: "eve", password: short })).rejects.toMatchObject(refused);
    expect(store.users.count("/alpha")).toBe(1);
    expect((await users.authenticate("/alpha", "bob", good, here)).ok).toBe(true);
  });
});

describe("lockout", () => {
  const lockout = () => ({ failures: 3, minutes: 15 });
  const plenty = { points: 1000, seconds: 300 };
  const options = { lockout, limits: { passwordsPerUser: plenty, passwordsPerAddress: plenty } };
  type Setting = Awaited<ReturnType<typeof withBob>>;
  const attempt = async ({ users }: Setting, password: Secret) => {
    const result = await users.authenticate("/alpha", "bob", password, here);
    return result.ok ? "in" : result.reason;
  };

  test("keeps out after so many wrong passwords, also with the right one, and ends by itself", async () => {
    const setting = await withBob(options);
    for (let i = 0; i < 3; i += 1) expect(await attempt(setting, wrong)).toBe("wrong-password");
    expect([await attempt(setting, good), await attempt(setting, wrong)]).toEqual(["locked", "locked"]);
    expect(setting.users.find("/alpha", "bob")?.locked).toBe(true);
    expect(setting.users.lockedUntil("/alpha", "bob")).toBe(setting.clock.now() + 15 * minute);
    setting.clock.advance(15 * minute);
    expect(setting.users.find("/alpha", "bob")?.locked).toBe(false);
    expect(await attempt(setting, good)).toBe("in");
    for (let i = 0; i < 2; i += 1) await attempt(setting, wrong);
    expect(await attempt(setting, good)).toBe("in");
  });

  test("judges no more passwords than it allows, however many are sent at once", async () => {
    const setting = await withBob(options);
    const reasons = await Promise.all(Array.from({ length: 12 }, () => attempt(setting, wrong)));
    expect(reasons.filter((reason) => reason === "wrong-password")).toHaveLength(3);
    expect(await attempt(setting, good)).toBe("locked");
  });

  test("counts what comes without a right password between, and nothing old", async () => {
    const setting = await withBob(options);
    for (let i = 0; i < 4; i += 1) {
      expect([await attempt(setting, wrong), await attempt(setting, wrong)]).not.toContain("locked");
      if (i < 2) expect(await attempt(setting, good)).toBe("in");
      else setting.clock.advance(15 * minute);
    }
  });

  test("holds across a restart", async () => {
    const setting = await withBob(options);
    for (let i = 0; i < 3; i += 1) await attempt(setting, wrong);
    const restarted = setUp({ ...options, store: setting.store.users, clock: setting.clock });
    expect(await attempt(restarted, good)).toBe("locked");
  });

  test.each([
    [
      "a new password",
      ({ users }: Setting) => users.setPassword("/alpha", "bob", new Secret("another horse")),
      "another horse",
    ],
    ["being switched on", async ({ users }: Setting) => users.setActive("/alpha", "bob", true), "correct horse"],
  ])("ends with %s", async (_title, end, password) => {
    const setting = await withBob(options);
    for (let i = 0; i < 3; i += 1) await attempt(setting, wrong);
    await end(setting);
    expect(await attempt(setting, new Secret(password))).toBe("in");
  });

  test("is off unless the realm wants it, and keeps nothing of names that nobody has", async () => {
    const setting = await withBob({ limits: options.limits });
    for (let i = 0; i < 12; i += 1) await attempt(setting, wrong);
    expect(await attempt(setting, good)).toBe("in");
    const strict = await withBob(options);
    for (let i = 0; i < 5; i += 1) {
      const result = await strict.users.authenticate("/alpha", "nobody", wrong, here);
      expect(result).toEqual({ ok: false, reason: "unknown-user" });
    }
  });
});

test("the mark of a password changes with it, says nothing about it, and nobody without a password has one", async () => {
  const { users, store } = await withBob();
  const before = users.passwordMark("/alpha", "bob");
  expect(before).toMatch(/^[\w-]{16}$/);
  expect(store.users.find("/alpha", "bob")?.passwordHash).not.toContain(before);
  expect(users.passwordMark("/alpha", "BOB")).toBe(before);
  await users.setPassword("/alpha", "bob", new Secret("another horse"));
  expect(users.passwordMark("/alpha", "bob")).not.toBe(before);
  expect([users.passwordMark("/alpha", "nobody"), users.passwordMark("/alpha", "\n")]).toEqual([null, null]);
});
