import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { durableAddress, readAddress, realmPath } from "./address.ts";

const at = (pathname: string, search = "", hash = "") =>
  readAddress({ origin: "https://gateway.example:8443", pathname, search, hash });

describe("the API is looked for below the page's own directory", () => {
  test.each([
    ["/mtls-intune/", "/mtls-intune/json/realms/root"],
    ["/mtls-intune", "/mtls-intune/json/realms/root"],
    ["/am/XUI/", "/am/XUI/json/realms/root"],
    ["/am/XUI", "/am/XUI/json/realms/root"],
    ["/am/XUI/index.html", "/am/XUI/json/realms/root"],
    ["/", "/json/realms/root"],
    ["//other.example/", "//other.example/json/realms/root"],
  ])("%s → %s", (pathname, expected) => {
    expect(at(pathname)?.realmUrl).toBe(`https://gateway.example:8443${expected}`);
  });
});

describe("the realm goes into the path", () => {
  test.each([
    ["", "realms/root"],
    ["/", "realms/root"],
    ["alpha", "realms/root/realms/alpha"],
    ["/alpha", "realms/root/realms/alpha"],
    ["/a/b", "realms/root/realms/a/realms/b"],
    ["a//b/", "realms/root/realms/a/realms/b"],
    ["a b?c#d%2f", "realms/root/realms/a%20b%3Fc%23d%252f"],
    ["..", undefined],
    ["/a/../../b", undefined],
    ["a/.", undefined],
  ])("%j → %j", (realm, expected) => {
    expect(realmPath(realm)).toBe(expected);
  });

  test("no realm text leads a browser out of the API", () => {
    const origin = "https://server.example";
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom("/", ".", "%", "2", "e", "\\", "a") })),
        (realm) => {
          const path = realmPath(realm);
          const url = new URL(`${origin}/am/XUI/json/${path ?? "realms/root"}/authenticate`);
          expect(url.href).toMatch(
            /^https:\/\/server\.example\/am\/XUI\/json\/realms\/root(\/realms\/[^/?#]+)*\/authenticate$/,
          );
        },
      ),
    );
  });
});

test("what may be sent only once is left out when the journey starts again", () => {
  const address = at(
    "/am/XUI/",
    "?realm=alpha&authIndexType=service&authIndexValue=x&suspendedId=1&code=2&state=3&goto=/a",
  );
  expect(address && [...durableAddress(address).parameters.keys()]).toEqual([
    "authIndexType",
    "authIndexValue",
    "goto",
  ]);
});
