import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Secret } from "../core/secret.ts";
import { here, setUp } from "./testing/fixtures.ts";

const key = {
  name: "Blue key",
  credentialId: "AAECAwQ",
  publicKey: Buffer.alloc(77, 7).toString("base64url"),
  counter: 0,
  transports: ["usb", "nfc"],
  aaguid: "00000000-0000-0000-0000-000000000000",
};

async function withPeople() {
  const setting = setUp();
  for (const username of ["bob", "eve"]) await setting.users.create("/alpha", { username });
  return setting;
}

describe("a WebAuthn credential", () => {
  test("is read back as it was added, and tells whose it is", async () => {
    const { users, clock } = await withPeople();
    const id = users.webauthn("/alpha", "BOB").add(key);
    expect(users.webauthn("/alpha", "bob").list()).toEqual([{ ...key, id, createdAt: clock.now(), lastUsedAt: null }]);
    expect(users.webauthnOwner("/alpha", key.credentialId)?.username).toBe("bob");
    expect(users.webauthnOwner("/beta", key.credentialId)).toBeNull();
  });

  test("belongs to one user", async () => {
    const { users } = await withPeople();
    users.webauthn("/alpha", "bob").add(key);
    for (const name of ["bob", "eve"]) {
      expect(() => users.webauthn("/alpha", name).add(key)).toThrow(
        expect.objectContaining({ code: "users.device-exists", status: 409 }),
      );
    }
  });

  test.each([
    ["a counter that grows", [1, 2, 9], [true, true, true]],
    ["a counter that stands still or falls", [5, 5, 4, 6], [true, false, false, true]],
    ["an authenticator that does not count", [0, 0], [true, true]],
    ["one that stops counting", [3, 0], [true, false]],
    ["no counter at all", [-1, 0.5, 2 ** 32], [false, false, false]],
  ])("with %s", async (_title, counters, taken) => {
    const { users } = await withPeople();
    const webauthn = users.webauthn("/alpha", "bob");
    webauthn.add(key);
    expect(counters.map((counter) => webauthn.updateCounter(key.credentialId, counter))).toEqual(taken);
  });

  test("can be used, renamed and removed only by its owner", async () => {
    const { users } = await withPeople();
    const id = users.webauthn("/alpha", "bob").add(key);
    const thief = users.webauthn("/alpha", "eve");
    expect([thief.updateCounter(key.credentialId, 1), thief.rename(id, "Mine"), thief.remove(id)]).toEqual([
      false,
      false,
      false,
    ]);
    const owner = users.webauthn("/alpha", "bob");
    expect([owner.rename(id, "Old key"), owner.list()[0]?.name, owner.remove(id), owner.list()]).toEqual([
      true,
      "Old key",
      true,
      [],
    ]);
  });

  test("beyond the limit is refused", async () => {
    const { users } = await withPeople();
    const webauthn = users.webauthn("/alpha", "bob");
    webauthn.add(key, 1);
    expect(() => webauthn.add({ ...key, credentialId: "Ag" }, 1)).toThrow(
      expect.objectContaining({ code: "users.too-many-devices" }),
    );
    expect(() => users.webauthn("/alpha", "nobody").add({ ...key, credentialId: "Ag" })).toThrow(
      expect.objectContaining({ code: "users.unknown" }),
    );
  });

  test.each([
    ["credentialId", ""],
    ["credentialId", "a+b/"],
    ["credentialId", "a".repeat(1365)],
    ["publicKey", ""],
    ["counter", -1],
    ["transports", ["usb\n"]],
    ["aaguid", "none"],
    ["name", "\u2028"],
  ])("with a strange %s (%j) is refused", async (member, value) => {
    const { users } = await withPeople();
    expect(() => users.webauthn("/alpha", "bob").add({ ...key, [member]: value })).toThrow(
      expect.objectContaining({ code: "users.device-invalid" }),
    );
  });
});

describe("recovery codes", () => {
  test("are ten of 80 bits, of which each is accepted once, however it is typed", async () => {
    const { users, store } = await withPeople();
    const codes = users.recoveryCodes("/alpha", "bob");
    const plain = codes.generate("OATH");
    expect(plain).toHaveLength(10);
    expect(new Set(plain).size).toBe(10);
    for (const code of plain) expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
    const [one = "", other = ""] = plain;
    const typed = ` ${other.toUpperCase().replaceAll("-", " ").replaceAll("0", "O").replaceAll("1", "l")} `;
    expect([one, one, typed, other].map((code) => codes.consume("OATH", code, here))).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(codes.count("OATH")).toBe(8);
    expect(store.users.recoveryCodes.count("/alpha", "BOB", "OATH")).toBe(8);
  });

  test("are good for their user and kind only, and until new ones are made", async () => {
    const { users } = await withPeople();
    const codes = users.recoveryCodes("/alpha", "bob");
    const [first = ""] = codes.generate("OATH");
    users.recoveryCodes("/alpha", "eve").generate("OATH");
    expect(users.recoveryCodes("/alpha", "eve").consume("OATH", first, here)).toBe(false);
    expect(codes.consume("WEB_AUTHN", first, here)).toBe(false);
    codes.generate("OATH", 3);
    expect([codes.consume("OATH", first, here), codes.count("OATH")]).toEqual([false, 3]);
    expect(() => users.recoveryCodes("/alpha", "nobody").generate("OATH")).toThrow(
      expect.objectContaining({ code: "users.unknown" }),
    );
  });

  test("are not guessed: nothing that was not made is accepted, and nothing throws", async () => {
    const { clock, ...setting } = await withPeople();
    const plenty = { points: 10_000, seconds: 300 };
    const limits = { codesPerUser: plenty, codesPerAddress: plenty, codesPerUserForLong: plenty };
    const codes = setUp({ store: setting.store.users, clock, limits }).users.recoveryCodes("/alpha", "bob");
    codes.generate("OATH");
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        expect(codes.consume("OATH", text, here)).toBe(false);
      }),
    );
  });
});

describe("device profiles", () => {
  test("are listed with the latest first, and the oldest go beyond the limit", async () => {
    const { users, clock } = await withPeople();
    const profiles = users.deviceProfiles("/alpha", "bob");
    for (const id of ["a", "b", "c", "a"]) {
      profiles.save({ id, name: `Device ${id}`, profile: { id } }, 2);
      clock.advance(1);
    }
    expect(profiles.list().map(({ id }) => id)).toEqual(["a", "c"]);
    expect(profiles.list()[0]).toMatchObject({ name: "Device a", profile: { id: "a" } });
    expect([profiles.remove("a"), profiles.remove("a"), profiles.list().length]).toEqual([true, false, 1]);
  });

  test.each([
    ["too large", { profile: { text: "x".repeat(16_384) } }],
    ["too deep", { profile: JSON.parse(`${'{"a":'.repeat(20)}1${"}".repeat(20)}`) }],
    ["without id", { id: "" }],
    ["with an overlong name", { name: "x".repeat(129) }],
  ])("that are %s are refused", async (_title, change) => {
    const { users } = await withPeople();
    expect(() => users.deviceProfiles("/alpha", "bob").save({ id: "a", name: "A", profile: {}, ...change })).toThrow(
      expect.objectContaining({ code: "users.device-invalid" }),
    );
  });
});

describe("security questions", () => {
  const pet = "What was your first pet's name?";
  const answers = (entries: Record<string, string>) =>
    new Map(Object.entries(entries).map(([question, answer]) => [question, new Secret(answer)]));

  test("are answered without regard to case and spacing, and kept hashed", async () => {
    const { users, store } = await withPeople();
    const questions = users.securityQuestions("/alpha", "bob");
    await questions.set(answers({ [pet]: "Señor  Whiskers ", city: "Łódź" }));
    expect(questions.list()).toEqual([pet, "city"]);
    const verify = (question: string, answer: string) => questions.verify(question, new Secret(answer), here);
    expect(await verify(pet, " sen\u0303or whiskers")).toBe(true);
    expect(await verify(pet, "whiskers")).toBe(false);
    expect(await verify("city", "señor whiskers")).toBe(false);
    expect(await verify("unknown", "señor whiskers")).toBe(false);
    expect(await users.securityQuestions("/alpha", "eve").verify(pet, new Secret("x"), here)).toBe(false);
    const kept = store.users.answers.list("/alpha", "bob");
    expect(kept.every(({ hash }) => hash.startsWith("$argon2id$"))).toBe(true);
  });

  test("are replaced as a whole", async () => {
    const { users } = await withPeople();
    const questions = users.securityQuestions("/alpha", "bob");
    await questions.set(answers({ [pet]: "a", city: "b" }));
    await questions.set(answers({ school: "c" }));
    expect(questions.list()).toEqual(["school"]);
  });

  test.each([
    ["a blank answer", { [pet]: " " }],
    ["a blank question", { " ": "a" }],
    ["an overlong answer", { [pet]: "x".repeat(257) }],
    ["eleven questions", Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`q${i}`, "a"]))],
  ])("refuse %s", async (_title, entries) => {
    const { users } = await withPeople();
    await expect(users.securityQuestions("/alpha", "bob").set(answers(entries))).rejects.toMatchObject({
      code: "users.answers-invalid",
    });
  });
});

test("everything of a user goes with the user, and a new one of the same name begins with nothing", async () => {
  const { users, clock } = await withPeople();
  users.webauthn("/alpha", "bob").add(key);
  const [code = ""] = users.recoveryCodes("/alpha", "bob").generate("WEB_AUTHN");
  users.deviceProfiles("/alpha", "bob").save({ id: "a", name: "A", profile: {} });
  await users.securityQuestions("/alpha", "bob").set(new Map([["q", new Secret("a")]]));
  users.setSkipMfa("/alpha", "bob", true);
  expect(users.remove("/alpha", "BOB")).toBe(true);
  clock.advance(1);
  await users.create("/alpha", { username: "bob" });
  expect(users.webauthn("/alpha", "bob").list()).toEqual([]);
  expect(users.recoveryCodes("/alpha", "bob").consume("WEB_AUTHN", code, here)).toBe(false);
  expect(users.deviceProfiles("/alpha", "bob").list()).toEqual([]);
  expect(users.securityQuestions("/alpha", "bob").list()).toEqual([]);
  expect(users.skipMfa("/alpha", "bob")).toBe(false);
});
