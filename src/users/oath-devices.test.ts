import { HOTP, Secret as OathSecret, TOTP } from "otpauth";
import { describe, expect, test } from "vitest";
import { Secret } from "../core/secret.ts";
import type { NewOathDevice } from "./second-factors.ts";
import { base32, here, setUp } from "./testing/fixtures.ts";

const minute = 60_000;
const counterDevice = {
  name: "Token",
  kind: "HOTP",
  secret: new Secret(base32),
  algorithm: "HMAC_SHA1",
  digits: 6,
  period: 30,
} as const;
const clockDevice = { ...counterDevice, name: "Phone", kind: "TOTP" } as const;
const other = "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK";
const window = { steps: 2, period: 30, hash: "HMAC_SHA1" } as const;

async function withDevices(...devices: readonly NewOathDevice[]) {
  const setting = setUp();
  await setting.users.create("/alpha", { username: "bob" });
  const oath = setting.users.oath("/alpha", "bob");
  const ids = devices.map((device) => oath.register(device));
  return { ...setting, oath, ids };
}

type Setting = Awaited<ReturnType<typeof withDevices>>;

const pressed = (counter: number) => HOTP.generate({ secret: OathSecret.fromBase32(base32), counter });
const press = ({ users }: Setting, counter: number, ahead = 100) => {
  const result = users.oath("/alpha", "bob").verifyHotp(pressed(counter), ahead, here);
  return result.ok ? "in" : result.reason;
};

describe("a counter-based code (HOTP)", () => {
  test("is accepted once, and none before it", async () => {
    const setting = await withDevices(counterDevice);
    expect([0, 0, 3, 2, 1, 4].map((counter) => press(setting, counter))).toEqual([
      "in",
      "wrong-code",
      "in",
      "wrong-code",
      "wrong-code",
      "in",
    ]);
  });

  test("is accepted once also after a restart and by two processes at once", async () => {
    const setting = await withDevices(counterDevice);
    const restarted = { ...setting, ...setUp({ store: setting.store.users, clock: setting.clock }) };
    expect([press(setting, 0), press(restarted, 0)]).toEqual(["in", "wrong-code"]);
    expect([press(restarted, 1), press(setting, 1)]).toEqual(["in", "wrong-code"]);
  });

  test.each([
    [9, "in"],
    [10, "resynchronise"],
    [99, "resynchronise"],
    [100, "wrong-code"],
  ])("that is %i presses ahead is judged: %s", async (counter, judged) => {
    expect(press(await withDevices(counterDevice), counter)).toBe(judged);
  });

  test("far ahead is accepted when the very next code follows within five minutes", async () => {
    const setting = await withDevices(counterDevice);
    expect([press(setting, 50), press(setting, 51), press(setting, 52)]).toEqual(["resynchronise", "in", "in"]);
  });

  test.each([
    ["another than the next one", 52, 0],
    ["the same again", 50, 0],
    ["the next one too late", 51, 5 * minute],
  ])("far ahead is not accepted with %s", async (_title, counter, wait) => {
    const setting = await withDevices(counterDevice);
    press(setting, 50);
    setting.clock.advance(wait);
    expect(press(setting, counter)).toBe("resynchronise");
  });

  test.each([
    [5, 5, "wrong-code"],
    [5, 4, "in"],
    [100_000, 200, "wrong-code"],
    [100_000, 199, "resynchronise"],
  ])("with a window of %i, %i presses ahead, is judged: %s", async (ahead, counter, judged) => {
    expect(press(await withDevices(counterDevice), counter, ahead)).toBe(judged);
  });

  test("meets no device of the other kind", async () => {
    const setting = await withDevices(clockDevice);
    expect(press(setting, 0)).toBe("not-registered");
    const counting = await withDevices(counterDevice);
    expect(counting.oath.verifyTotp("000000", window, here)).toEqual({ ok: false, reason: "not-registered" });
  });
});

test("a code of any of the user's generators is accepted, once", async () => {
  const { oath, clock } = await withDevices(clockDevice, { ...clockDevice, secret: new Secret(other) });
  const shown = (secret: string) =>
    new TOTP({ secret: OathSecret.fromBase32(secret) }).generate({ timestamp: clock.now() });
  const given = [shown(base32), shown(other), shown(base32)];
  expect(given.map((code) => oath.verifyTotp(code, window, here))).toEqual([
    { ok: true },
    { ok: true },
    { ok: false, reason: "code-used" },
  ]);
});

describe("guessing", () => {
  test("is limited to fifty wrong codes a day for each user, also across restarts", async () => {
    const setting = await withDevices(clockDevice);
    let { users } = setting;
    const guess = () => users.oath("/alpha", "bob").verifyTotp("000000", window, here);
    for (let i = 0; i < 50; i += 1) {
      expect(guess()).toEqual({ ok: false, reason: "wrong-code" });
      setting.clock.advance(minute);
    }
    users = setUp({ store: setting.store.users, clock: setting.clock }).users;
    const tooMany = expect.objectContaining({ code: "users.too-many-attempts", retryAfter: 86_400 - 50 * 60 });
    expect(guess).toThrow(tooMany);
    // Whoever guesses at the one-time code keeps the user from no other way in.
    expect(() => users.recoveryCodes("/alpha", "bob").consume("OATH", "x", here)).not.toThrow();
    setting.clock.advance(1440 * minute);
    expect(guess()).toEqual({ ok: false, reason: "wrong-code" });
  });

  test("does not include codes that are right", async () => {
    const { oath, clock } = await withDevices(clockDevice);
    const app = new TOTP({ secret: OathSecret.fromBase32(base32) });
    for (let i = 0; i < 60; i += 1) {
      expect(oath.verifyTotp(app.generate({ timestamp: clock.now() }), window, here)).toEqual({ ok: true });
      clock.advance(30_000);
    }
  });
});

describe("registering", () => {
  test("keeps what is no secret to be shown, and takes a secret however it is written", async () => {
    const { oath, ids, clock } = await withDevices({
      ...clockDevice,
      secret: new Secret("gezd gnbv gy3t qojq gezdgnbvgy3tqojq=="),
    });
    expect(oath.list()).toEqual([
      {
        id: ids[0],
        name: "Phone",
        kind: "TOTP",
        algorithm: "HMAC_SHA1",
        digits: 6,
        period: 30,
        createdAt: clock.now(),
        lastUsedAt: null,
      },
    ]);
    expect(
      oath.verifyTotp(
        new TOTP({ secret: OathSecret.fromBase32(base32) }).generate({ timestamp: clock.now() }),
        window,
        here,
      ).ok,
    ).toBe(true);
    expect(oath.list()[0]?.lastUsedAt).toBe(clock.now());
  });

  test.each([
    ["a short secret", { secret: new Secret("GEZDGNBVGY3TQOJQ") }],
    ["a secret that is no base32", { secret: new Secret("1".repeat(32)) }],
    ["no name", { name: " " }],
    ["a name of two lines", { name: "a\nb" }],
    ["a period of no time", { period: 0 }],
    ["a period of half seconds", { period: 7.5 }],
  ])("refuses %s", async (_title, change) => {
    const { oath } = await withDevices();
    expect(() => oath.register({ ...clockDevice, ...change })).toThrow(
      expect.objectContaining({ code: "users.device-invalid", status: 400 }),
    );
  });

  test("needs a user, and room", async () => {
    const { oath, users } = await withDevices();
    expect(() => users.oath("/alpha", "nobody").register(clockDevice)).toThrow(
      expect.objectContaining({ code: "users.unknown" }),
    );
    for (let i = 0; i < 10; i += 1) oath.register(clockDevice);
    expect(() => oath.register(clockDevice)).toThrow(expect.objectContaining({ code: "users.too-many-devices" }));
  });
});
