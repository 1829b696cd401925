import { describe, expect, test } from "vitest";
import { below, composed, mappedBack } from "./path-mapping.ts";

test.each([
  ["/a", "/a", ""],
  ["/a/b", "/a", "/b"],
  ["/a/", "/a", "/"],
  ["/ab", "/a", undefined],
  ["/b", "/a", undefined],
  ["/b", "", "/b"],
])("%s below %s: %s", (path, prefix, rest) => {
  expect(below(path, prefix)).toBe(rest);
});

test.each([
  [
    ["/x", "/a"],
    ["/a/b", "/c"],
    ["/x/b", "/c"],
  ],
  [
    ["/x", "/a/b"],
    ["/a", "/c"],
    ["/x", "/c/b"],
  ],
  [
    ["", ""],
    ["/x", "/a"],
    ["/x", "/a"],
  ],
])("rewriting %j and then %j is %j", ([prefix = "", path = ""], [from = "", to = ""], [outside, inside]) => {
  expect(composed({ prefix, path }, from, to)).toEqual({ prefix: outside, path: inside });
});

describe("a Location of the application is put back", () => {
  const origin = "http://127.0.0.1:8080";
  test.each([
    ["/am/XUI/?a=/am/XUI#x", "/mtls-intune/?a=/am/XUI#x"],
    [`${origin}/am/XUI/b`, "/mtls-intune/b"],
    ["/am/XUIx", "/am/XUIx"],
    ["/other", "/other"],
    ["http://elsewhere.example.com/am/XUI/", "http://elsewhere.example.com/am/XUI/"],
    ["//elsewhere.example.com/am/XUI/", "//elsewhere.example.com/am/XUI/"],
    ["relative", "relative"],
  ])("%s → %s", (location, mapped) => {
    expect(mappedBack(location, origin, "/mtls-intune", "/am/XUI")).toBe(mapped);
  });

  test("and never becomes the address of another host", () => {
    expect(mappedBack(`${origin}//evil.example.com`, origin, "", "")).not.toMatch(/^\/\//);
    expect(mappedBack("/am//evil.example.com/", origin, "", "/am")).not.toMatch(/^\/\//);
  });
});
