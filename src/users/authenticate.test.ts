import { parseOptions } from "@node-rs/argon2";
import { describe, expect, test } from "vitest";
import { Secret } from "../core/secret.ts";
import { identityFake } from "./testing/fakes.ts";
import { here, identities, setUp } from "./testing/fixtures.ts";

const right = new Secret("correct horse");
const wrong = new Secret("battery staple");
const tooMany = expect.objectContaining({ code: "users.too-many-attempts", status: 429 });

async function withDemo(options: Parameters<typeof setUp>[0] = {}, ...changes: object[]) {
  const setting = setUp(options);
  await setting.users.seed("/alpha", identities({}, ...changes));
  return setting;
}

describe("a password", () => {
  test("that is right lets the user in, under the name as it is stored", async () => {
    const { users } = await withDemo();
    const result = await users.authenticate("/alpha", "dEMO", right, here);
    expect(result).toEqual({
      ok: true,
      universalId: "id=Demo,ou=user,o=alpha,ou=services,ou=am-config",
      user: identityFake({ username: "Demo" }),
    });
  });

  test.each([
    ["wrong", "demo", "battery staple", "wrong-password"],
    ["blank", "demo", "", "wrong-password"],
    ["of spaces", "demo", "        ", "wrong-password"],
    ["with a space too much", "demo", "correct horse ", "wrong-password"],
    ["in other case", "demo", "Correct Horse", "wrong-password"],
    ["longer than 1024 bytes", "demo", "x".repeat(1025), "wrong-password"],
    ["of nobody", "nobody", "correct horse", "unknown-user"],
    ["of a name with a control character", "demo\0x", "correct horse", "unknown-user"],
    ["of an overlong name", "d".repeat(10_000), "correct horse", "unknown-user"],
    ["of a user who is switched off", "off", "correct horse", "inactive"],
    ["guessed for a user who is switched off", "off", "battery staple", "wrong-password"],
    ["of a user who has none", "keyless", "correct horse", "no-password"],
  ])("%s does not", async (_title, username, password, reason) => {
    const { users, store } = await withDemo({}, { username: "off", active: false });
    store.users.upsert({
      realm: "/alpha",
      username: "keyless",
      passwordHash: null,
      active: true,
      roles: [],
      attributes: {},
    });
    expect(await users.authenticate("/alpha", username, new Secret(password), here)).toEqual({ ok: false, reason });
  });

  test("is good in its own realm only", async () => {
    const { users } = await withDemo();
    expect(await users.authenticate("/beta", "demo", right, here)).toEqual({ ok: false, reason: "unknown-user" });
  });

  test("does not let in a user who was switched off while it was hashed", async () => {
    const { users, store } = await withDemo();
    const login = users.authenticate("/alpha", "demo", right, here);
    const user = store.users.find("/alpha", "demo");
    if (user !== null) store.users.upsert({ ...user, active: false });
    expect(await login).toEqual({ ok: false, reason: "inactive" });
  });

  test("costs an unknown user's hash as well, of the same parameters", async () => {
    const { users } = await withDemo({ hashing: { memoryKiB: 19_456, timeCost: 2 } });
    const work = async (username: string) => {
      const begin = process.cpuUsage();
      await users.authenticate("/alpha", username, wrong, here);
      const { user, system } = process.cpuUsage(begin);
      return user + system;
    };
    // Processor time, which a busy machine does not change, and the least of some: what else this process does, such as
    // collecting garbage, only adds to it.
    const leastWork = async (username: string) => {
      const all: number[] = [];
      for (let i = 0; i < 5; i += 1) all.push(await work(username));
      return Math.min(...all);
    };
    await work("demo");
    expect(await leastWork("nobody")).toBeGreaterThan((await leastWork("demo")) / 5);
  });
});

describe("hashing", () => {
  test("uses argon2id with 19 MiB and two passes, and a salt of its own for each user", async () => {
    const { store } = await withDemo({ hashing: {} }, { username: "other" });
    const [one = "", other = ""] = ["demo", "other"].map(
      (name) => store.users.find("/alpha", name)?.passwordHash ?? "",
    );
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(parseOptions(one)).toMatchObject({ saltLen: 16, outputLen: 32 });
    expect(one).not.toBe(other);
  });

  test("is done again at the next login after the parameters were changed, and only then", async () => {
    const { store, clock } = await withDemo();
    const stronger = setUp({ store: store.users, clock, hashing: { memoryKiB: 128, timeCost: 2 } }).users;
    const hash = () => store.users.find("/alpha", "demo")?.passwordHash;
    const before = hash();
    await stronger.authenticate("/alpha", "demo", wrong, here);
    expect(hash()).toBe(before);
    expect((await stronger.authenticate("/alpha", "demo", right, here)).ok).toBe(true);
    const after = hash();
    expect(after).toMatch(/m=128,t=2/);
    expect((await stronger.authenticate("/alpha", "demo", right, here)).ok).toBe(true);
    expect(hash()).toBe(after);
  });

  test("that is asked for too often at once is refused, and the refusal does not count as an attempt", async () => {
    const { users } = await withDemo({ hashing: { memoryKiB: 64, timeCost: 1, concurrency: 1, waiting: 2 } });
    const logins = Array.from({ length: 9 }, () => users.authenticate("/alpha", "demo", wrong, here));
    const results = await Promise.allSettled(logins);
    const busy = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(busy).toHaveLength(6);
    expect(busy[0]).toMatchObject({ code: "core.queue-full", status: 503, retryAfter: 1 });
    for (let i = 0; i < 7; i += 1) await users.authenticate("/alpha", "demo", wrong, here);
    await expect(users.authenticate("/alpha", "demo", wrong, here)).rejects.toThrow(tooMany);
  });
});

describe("failed attempts", () => {
  test.each(["demo", "nobody"])(
    "lock %s out after ten, even with the right password, for five minutes",
    async (username) => {
      const { users, clock } = await withDemo();
      for (let i = 0; i < 10; i += 1) await users.authenticate("/alpha", username, wrong, here);
      clock.advance(100_000);
      await expect(users.authenticate("/alpha", username, right, here)).rejects.toMatchObject({
        code: "users.too-many-attempts",
        status: 429,
        retryAfter: 200,
      });
      clock.advance(200_000);
      expect((await users.authenticate("/alpha", username, right, here)).ok).toBe(username === "demo");
    },
  );

  test("cannot be multiplied by asking in parallel or by spelling the name differently", async () => {
    const { users } = await withDemo();
    const names = ["demo", "DEMO", "Demo", "dEmo"];
    const guesses = Array.from({ length: 40 }, (_, i) => users.authenticate("/alpha", names[i % 4] ?? "", wrong, here));
    const judged = (await Promise.allSettled(guesses)).filter((result) => result.status === "fulfilled");
    expect(judged).toHaveLength(10);
  });

  test("lock out nobody else", async () => {
    const { users } = await withDemo({}, { username: "other" });
    for (let i = 0; i < 10; i += 1) await users.authenticate("/alpha", "demo", wrong, here);
    expect((await users.authenticate("/alpha", "other", right, here)).ok).toBe(true);
  });

  test("from one address are limited over all users, also from all addresses of an IPv6 network", async () => {
    const { users } = await withDemo({ limits: { passwordsPerAddress: { points: 3, seconds: 300 } } });
    for (const host of ["1", "2", "3"]) {
      await users.authenticate("/alpha", `user${host}`, wrong, { clientIp: `2001:db8::${host}` });
    }
    await expect(users.authenticate("/alpha", "demo", right, { clientIp: "2001:db8::4" })).rejects.toThrow(tooMany);
    expect((await users.authenticate("/alpha", "demo", right, here)).ok).toBe(true);
  });

  test("are what counts: logins that succeed do not", async () => {
    const { users } = await withDemo({ limits: { passwordsPerAddress: { points: 3, seconds: 300 } } });
    for (let i = 0; i < 12; i += 1) expect((await users.authenticate("/alpha", "demo", right, here)).ok).toBe(true);
  });

  test("are not forgotten because the user logs in meanwhile", async () => {
    const { users } = await withDemo();
    for (let i = 0; i < 9; i += 1) await users.authenticate("/alpha", "demo", wrong, here);
    await users.authenticate("/alpha", "demo", right, here);
    await users.authenticate("/alpha", "demo", wrong, here);
    await expect(users.authenticate("/alpha", "demo", wrong, here)).rejects.toThrow(tooMany);
  });
});

test("neither passwords nor what was typed as a user name reach the log", async () => {
  const { users, logged } = await withDemo();
  for (let i = 0; i < 12; i += 1) {
    await users.authenticate("/alpha", "typed-into-the-wrong-field", wrong, here).catch(() => undefined);
  }
  expect(logged).toHaveLength(2);
  expect(JSON.stringify(logged)).not.toMatch(/wrong-field|battery/);
});

test("what journeys see of a user holds no password hash", async () => {
  const { users } = await withDemo();
  const shown = [users.find("/alpha", "demo"), await users.authenticate("/alpha", "demo", right, here)];
  expect(JSON.stringify(shown)).not.toContain("argon2");
  expect(users.find("/alpha", "nobody")).toBeNull();
});
