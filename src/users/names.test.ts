import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isUsername, universalId } from "./names.ts";

describe("the universal id", () => {
  test.each([
    ["/", "demo", "id=demo,ou=user,ou=am-config"],
    ["", "demo", "id=demo,ou=user,ou=am-config"],
    ["root", "demo", "id=demo,ou=user,ou=am-config"],
    ["/alpha", "demo", "id=demo,ou=user,o=alpha,ou=services,ou=am-config"],
    ["alpha", "Demo", "id=Demo,ou=user,o=alpha,ou=services,ou=am-config"],
    ["/alpha/beta", "demo", "id=demo,ou=user,o=beta,o=alpha,ou=services,ou=am-config"],
  ])("in realm %j of %s is %s", (realm, username, id) => {
    expect(universalId(realm, username)).toBe(id);
  });

  test.each([
    ["a,ou=user", "a\\,ou\\=user"],
    ["#a ", "\\#a\\ "],
    [" ", "\\ "],
    ["a\\ ", "a\\\\\\ "],
    ['"<>;+', '\\"\\<\\>\\;\\+'],
    ["a b#c", "a b#c"],
  ])("escapes the user name %j, so that it cannot name another identity", (username, escaped) => {
    expect(universalId("/alpha", username)).toBe(`id=${escaped},ou=user,o=alpha,ou=services,ou=am-config`);
  });

  test("differs for different user names", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(universalId("/alpha", one) === universalId("/alpha", other)).toBe(one === other);
      }),
    );
  });
});

test.each([
  ["demo", true],
  ["Zoë Müller@example.com", true],
  ["a".repeat(256), true],
  ["a".repeat(257), false],
  ["", false],
  ["  ", false],
  ["demo\0x", false],
  ["demo\n", false],
])("%j can be a user name: %s", (text, usable) => {
  expect(isUsername(text)).toBe(usable);
});
