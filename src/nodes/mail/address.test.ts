import { describe, expect, it } from "vitest";
import { isMailAddress, mailAddress } from "./address.ts";

describe("e-mail addresses", () => {
  it.each([
    ["dana@example.com", "", "dana@example.com"],
    ["Dana Novak <dana+x@sub.example.com>", "Dana Novak", "dana+x@sub.example.com"],
    ['"Sign-in" <no-reply@example.com>', "Sign-in", "no-reply@example.com"],
    ["root@localhost", "", "root@localhost"],
  ])("%s", (text, name, address) => {
    expect(mailAddress(text)).toEqual({ name, address });
  });

  it.each([
    "",
    "dana",
    "@example.com",
    "a@b@c",
    "a@b, c@d",
    "a@b\r\nBcc: c@d",
    "a@-b",
    "a@[127.0.0.1]",
    "a b@c",
    `${"a".repeat(65)}@b`,
    "\u0000@b",
    "<a@b>@c",
  ])("refuses %j", (text) => {
    expect(isMailAddress(text)).toBe(false);
    expect(() => mailAddress(text)).toThrow();
  });

  it("refuses a line break in the name", () => {
    expect(() => mailAddress("Dana\r\nBcc: x@y <dana@example.com>")).toThrow();
  });
});
