import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret as OathSecret, TOTP } from "otpauth";
import { describe, expect, test } from "vitest";
import { Secret } from "../core/secret.ts";
import { base32, here, identities, type Setting, setUp } from "./testing/fixtures.ts";

const plenty = { points: 200, seconds: 300 };
const window = { steps: 2, period: 30, hash: "HMAC_SHA1" } as const;

async function withDevice(options: Parameters<typeof setUp>[0] = {}, oath: object = {}) {
  const setting = setUp(options);
  await setting.users.seed("/alpha", identities({ oath: { secret: base32, ...oath } }));
  return setting;
}

/** The code that an authenticator app shows `seconds` from now. */
function code({ clock }: Setting, seconds = 0, app: object = {}): string {
  return new TOTP({ secret: OathSecret.fromBase32(base32), ...app }).generate({
    timestamp: clock.now() + seconds * 1000,
  });
}

const verify = ({ users }: Setting, given: string, username = "demo") =>
  users.verifyTotp("/alpha", username, given, window, here);

const used = { ok: false, reason: "code-used" };
const wrongCode = { ok: false, reason: "wrong-code" };

describe("a one-time code", () => {
  test.each([
    [-90, false],
    [-60, true],
    [-30, true],
    [0, true],
    [30, true],
    [60, true],
    [90, false],
  ])("of %i seconds from now is accepted: %s", async (seconds, ok) => {
    const setting = await withDevice();
    expect(verify(setting, code(setting, seconds)).ok).toBe(ok);
  });

  test("is accepted once", async () => {
    const setting = await withDevice();
    expect(verify(setting, code(setting))).toEqual({ ok: true });
    expect(verify(setting, code(setting))).toEqual(used);
    expect(verify(setting, code(setting), "DEMO")).toEqual(used);
  });

  test("of an earlier time is not accepted after a later one", async () => {
    const setting = await withDevice();
    expect(verify(setting, code(setting, 0)).ok).toBe(true);
    expect(verify(setting, code(setting, -30))).toEqual(used);
    setting.clock.advance(30_000);
    expect(verify(setting, code(setting)).ok).toBe(true);
  });

  test("is accepted once also across a restart and by two processes at once", async () => {
    const directory = mkdtempSync(join(tmpdir(), "sallyport-users-"));
    try {
      const path = join(directory, "store.db");
      const [one, other] = [await withDevice({ path }), setUp({ path })];
      const given = code(one);
      expect([one, other, one, other].map((setting) => verify(setting, given).ok)).toEqual([true, false, false, false]);
      one.store.close();
      other.store.close();
      const restarted = await withDevice({ path });
      expect(verify(restarted, given)).toEqual(used);
      restarted.store.close();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test("is accepted once of a hundred at the same time", async () => {
    const setting = await withDevice({ limits: { codesPerUser: plenty, codesPerUserForLong: plenty } });
    const given = code(setting);
    const results = await Promise.all(Array.from({ length: 100 }, async () => verify(setting, given)));
    expect(results.filter((result) => result.ok)).toHaveLength(1);
  });

  test.each(["", "000000", "00000000", "abcdef", "1 2 3 4 5 6"])("that is none is refused: %j", async (given) => {
    expect(verify(await withDevice(), given)).toEqual(wrongCode);
  });

  test("of a user without a device, or of nobody, meets no device", async () => {
    const setting = await withDevice();
    await setting.users.seed("/alpha", identities({ username: "bare" }));
    for (const name of ["bare", "nobody", "demo\0"]) {
      expect(verify(setting, code(setting), name)).toEqual({ ok: false, reason: "not-registered" });
      expect(setting.users.hasOathDevice("/alpha", name)).toBe(false);
    }
    expect(setting.users.hasOathDevice("/alpha", "DEMO")).toBe(true);
  });

  test("is judged by the device's own algorithm, digits and period, and a difference to the node is logged", async () => {
    const setting = await withDevice({}, { algorithm: "HMAC_SHA512", digits: 8, period: 60 });
    expect(verify(setting, code(setting, 0, { algorithm: "SHA512", digits: 8, period: 60 }))).toEqual({ ok: true });
    expect(setting.logged).toEqual([expect.objectContaining({ period: 60, algorithm: "HMAC_SHA512" })]);
    expect(JSON.stringify(setting.logged)).not.toContain(base32);
  });
});

describe("failed codes", () => {
  test.each(["demo", "nobody"])("lock %s out after ten, also for the right code", async (username) => {
    const setting = await withDevice();
    for (let i = 0; i < 10; i += 1) verify(setting, "000000", username);
    expect(() => verify(setting, code(setting), username)).toThrow(
      expect.objectContaining({ code: "users.too-many-attempts", status: 429, retryAfter: 300 }),
    );
    setting.clock.advance(300_000);
    expect(verify(setting, code(setting), username).ok).toBe(username === "demo");
  });

  test("include codes that were used already", async () => {
    const setting = await withDevice();
    for (let i = 0; i < 11; i += 1) verify(setting, code(setting));
    expect(() => verify(setting, code(setting))).toThrow(expect.objectContaining({ code: "users.too-many-attempts" }));
  });

  test("of other kinds do not count: guesses at answers and recovery codes leave the authenticator app usable", async () => {
    const limits = { codesPerUser: { points: 60, seconds: 300 } };
    const setting = await withDevice({ limits });
    const answer = new Secret("a guess");
    const questions = setting.users.securityQuestions("/alpha", "demo");
    for (let i = 0; i < 60; i += 1) {
      await questions.verify("pet", answer, here);
      setting.users.recoveryCodes("/alpha", "demo").consume("OATH", "a guess", { clientIp: "192.0.2.2" });
    }
    const tooMany = { code: "users.too-many-attempts", retryAfter: 300 };
    await expect(questions.verify("pet", answer, here)).rejects.toMatchObject(tooMany);
    expect(() => setting.users.recoveryCodes("/alpha", "demo").consume("OATH", "a guess", here)).toThrow(
      expect.objectContaining(tooMany),
    );
    expect(verify(setting, code(setting))).toEqual({ ok: true });
  });

  test("do not include codes that were accepted", async () => {
    const setting = await withDevice();
    for (let i = 0; i < 12; i += 1) {
      expect(verify(setting, code(setting)).ok).toBe(true);
      setting.clock.advance(30_000);
    }
  });
});
