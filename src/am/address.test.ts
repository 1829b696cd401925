import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAddress, realmUrlPath } from "./address.ts";

describe("readAddress", () => {
  it.each([
    ["/am/json/authenticate", "/am", "/", "authenticate"],
    ["/am/json/realms/root/authenticate", "/am", "/", "authenticate"],
    ["/am/json/realms/root/realms/alpha/authenticate", "/am", "/alpha", "authenticate"],
    ["/am/json/realms/root/realms/a/realms/b/sessions/", "/am", "/a/b", "sessions"],
    ["/am/json/alpha/authenticate", "/am", "/alpha", "authenticate"],
    ["/am/XUI/json/realms/root/serverinfo/*", "/am/XUI", "/", "serverinfo/*"],
    ["/am/json/serverinfo/version", "/am", "/", "serverinfo/version"],
    ["/am/json/realms/extern/authenticate", "/am", "/extern", "authenticate"],
    ["/am/json/realms/root/realms/alpha/users", "/am", "/alpha", "users"],
    ["/am/oauth2/.well-known/openid-configuration", "/am", "/", "openid-configuration"],
    ["/am/XUI/oauth2/alpha/.well-known/openid-configuration", "/am/XUI", "/alpha", "openid-configuration"],
  ])("reads %s", (path, context, realm, resource) => {
    expect(readAddress(path)).toEqual({ context, realm, resource });
  });

  it("reads whose profile is meant", () => {
    expect(readAddress("/am/json/realms/root/realms/alpha/users/demo%40example.com")).toEqual({
      context: "/am",
      realm: "/alpha",
      resource: "user",
      id: "demo@example.com",
    });
  });

  it.each([
    "/am/json/realms/authenticate",
    "/am/json/realms/alpha/realms/beta/authenticate",
    "/am/json/realms/root/alpha/authenticate",
    "/am/json/realms/root/realms/authenticate",
    "/am/json//authenticate",
    "/am/json/./authenticate",
    "/am/json/a%2Fb/authenticate",
    "/am/json/a%5Cb/authenticate",
    "/am/json/%ff/authenticate",
    "/am/json/a%00/authenticate",
    "/am/json/1/2/3/4/5/6/7/8/9/authenticate",
    "am/json/authenticate",
    "http://host/am/json/authenticate",
  ])("finds nothing at %s", (path) => {
    expect(readAddress(path)).toBeNull();
  });

  it("reads back every realm path that it writes", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/);
    fc.assert(
      fc.property(fc.array(name, { maxLength: 8 }), (names) => {
        const realm = `/${names.join("/")}`;
        expect(readAddress(`/am/json/${realmUrlPath(realm)}/authenticate`)?.realm).toBe(realm);
      }),
    );
  });

  it("fails on no path", () => {
    const part = fc.oneof(
      fc.constantFrom("am", "XUI", "json", "realms", "root", "authenticate", "%2e", "%", ".."),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const address = readAddress(`/${parts.join("/")}`);
        if (address !== null) expect(address.realm).toMatch(/^\/([\w.-]+(\/[\w.-]+)*)?$/);
      }),
    );
  });
});
