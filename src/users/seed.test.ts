import { describe, expect, test } from "vitest";
import { Secret } from "../core/secret.ts";
import { base32, here, identities, setUp } from "./testing/fixtures.ts";

const oath = { secret: base32 };
const otherSecret = "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK";

async function seeded(...users: object[]) {
  const setting = setUp();
  const seed = (...next: object[]) => setting.users.seed("/alpha", identities(...next));
  await seed(...users);
  const stored = setting.store.users;
  return {
    ...setting,
    seed,
    hash: () => stored.find("/alpha", "demo")?.passwordHash,
    device: () => stored.oath.list("/alpha", "demo")[0],
    stored,
  };
}

describe("seeding again", () => {
  test("an unchanged password keeps its hash", async () => {
    const { seed, hash } = await seeded({});
    const before = hash();
    await seed({});
    expect(hash()).toBe(before);
  });

  test("a changed password replaces it", async () => {
    const { seed, users } = await seeded({});
    await seed({ password: "battery staple" });
    expect((await users.authenticate("/alpha", "demo", new Secret("correct horse"), here)).ok).toBe(false);
    expect((await users.authenticate("/alpha", "demo", new Secret("battery staple"), here)).ok).toBe(true);
  });

  test("updates roles, attributes and whether the user is active", async () => {
    const { seed, stored } = await seeded({});
    await seed({ roles: ["administrator"], attributes: { mail: "a@example.com" }, active: false });
    expect(stored.find("/alpha", "demo")).toMatchObject({
      roles: ["administrator"],
      attributes: { mail: ["a@example.com"] },
      active: false,
    });
  });

  test.each([
    ["an unchanged device keeps the codes it has seen", oath, 7],
    ["another spelling of the same secret does too", { secret: base32.toLowerCase() }, 7],
    ["a change of digits does too: the shorter code is the end of the longer one", { ...oath, digits: 8 }, 7],
    ["a changed secret starts anew", { secret: otherSecret }, -1],
    ["a changed period starts anew, because steps are counted in periods", { ...oath, period: 60 }, -1],
  ])("%s", async (_title, next, lastStep) => {
    const { seed, device, stored } = await seeded({ oath });
    stored.oath.acceptStep("/alpha", "demo", "seed", 7);
    await seed({ oath: next });
    expect(device()?.lastStep).toBe(lastStep);
  });

  test("a device that the seed does not mention stays", async () => {
    const { seed, device } = await seeded({ oath });
    await seed({});
    expect(device()?.secret.reveal()).toBe(base32);
  });
});

test.each([
  ["a password of seven characters", { password: new Secret("seven77") }],
  ["a blank password", { password: new Secret(" ".repeat(20)) }],
  ["a name with a control character", { username: "a\nb" }],
])("%s is refused before anything is written", async (_title, change) => {
  const { users, store } = setUp();
  const [good, bad] = identities({}, { username: "bad" });
  if (good === undefined || bad === undefined) throw new Error("two identities were asked for");
  await expect(users.seed("/alpha", [good, { ...bad, ...change }])).rejects.toMatchObject({
    code: "users.seed-invalid",
    detail: expect.not.stringContaining("seven77"),
  });
  expect(store.users.count("/alpha")).toBe(0);
});
