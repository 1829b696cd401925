import { describe, expect, test } from "vitest";
import { validateConfig } from "../core/config-file.ts";
import type { Json } from "../core/json.ts";
import { seedFileSchema } from "./seed-file.ts";

const read = (...users: Json[]) => validateConfig({ users }, seedFileSchema, "users.json").users;
const demo = { username: "demo", password: "correct horse" };
const base32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

describe("users.json", () => {
  test("needs only a name and a password", () => {
    const [user] = read(demo);
    expect(user).toMatchObject({ username: "demo", roles: [], active: true, attributes: {} });
    expect(user?.password.reveal()).toBe("correct horse");
  });

  test("takes attributes of one value or several, and a one-time-code device in any spelling of base32", () => {
    const secret = "gezd gnbv gy3t qojq gezd gnbv gy3t qojq ==";
    const [user] = read({ ...demo, attributes: { mail: "a@example.com", phone: ["1", "2"] }, oath: { secret } });
    expect(user?.attributes).toEqual({ mail: ["a@example.com"], phone: ["1", "2"] });
    expect(user?.oath).toMatchObject({ algorithm: "HMAC_SHA1", digits: 6, period: 30 });
    expect(user?.oath?.secret.reveal()).toBe(base32);
  });

  test.each<[string, Json, string]>([
    ["an unknown key", { ...demo, pasword: "x" }, 'unknown key "pasword"; did you mean "password"?'],
    ["a short password", { ...demo, password: "seven77" }, "password needs at least 8 characters"],
    ["a blank password", { ...demo, password: " ".repeat(9) }, "password needs at least 8 characters"],
    ["an overlong password", { ...demo, password: "x".repeat(1025) }, "password needs at most 1024 bytes"],
    ["an unusable name", { ...demo, username: "a\0b" }, "username must have"],
    ["a short code secret", { ...demo, oath: { secret: "JBSWY3DPEHPK3PXP" } }, "secret needs 128 bits"],
    ["a code secret that is no base32", { ...demo, oath: { secret: "0".repeat(40) } }, "secret needs 128 bits"],
    ["seven digits", { ...demo, oath: { secret: base32, digits: 7 } }, "/users/0/oath/digits"],
    ["a period of no time", { ...demo, oath: { secret: base32, period: 0 } }, "/users/0/oath/period"],
  ])("refuses %s and says so", (_title, user, complaint) => {
    expect(() => read(user)).toThrow(expect.objectContaining({ message: expect.stringContaining(complaint) }));
  });

  test("refuses two names that differ in case only", () => {
    expect(() => read(demo, { ...demo, username: "DEMO" })).toThrow("/users/1/username: user name occurs twice");
  });

  test("never repeats a password in a complaint", () => {
    expect(() => read({ ...demo, password: "hunter2" })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("hunter2") }),
    );
  });

  test("has a JSON Schema for editors", () => {
    const schema = JSON.stringify(seedFileSchema.toJSONSchema({ io: "input", unrepresentable: "any" }));
    for (const key of ["username", "password", "oath", "attributes"]) expect(schema).toContain(`"${key}"`);
  });
});
