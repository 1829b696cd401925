import { describe, expect, it } from "vitest";
import { parseEgress } from "./egress.ts";

const allows = (entries: string[], url: string) => parseEgress(entries)(new URL(url));

describe("the egress allow-list", () => {
  it.each([
    ["https://api.example.com", "https://api.example.com/v1?q=1"],
    ["https://API.example.com/", "https://api.EXAMPLE.com:443/"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080/x"],
    ["http://[::1]:8080", "http://[::1]:8080/x"],
    ["https://*.example.com", "https://a.example.com/"],
    ["https://*.example.com", "https://a.b.example.com/"],
    ["https://*.example.com:8443", "https://a.example.com:8443/"],
  ])("%s allows %s", (entry, url) => {
    expect(allows([entry], url)).toBe(true);
  });
  it.each([
    ["another scheme", "https://api.example.com", "http://api.example.com/"],
    ["another port", "https://api.example.com", "https://api.example.com:8443/"],
    ["another host", "https://api.example.com", "https://api.example.com.evil.test/"],
    ["a host that ends alike", "https://example.com", "https://notexample.com/"],
    ["a name below an exact origin", "https://example.com", "https://a.example.com/"],
    ["a trailing dot", "https://api.example.com", "https://api.example.com./"],
    ["the domain of a pattern itself", "https://*.example.com", "https://example.com/"],
    ["a host that ends like a pattern", "https://*.example.com", "https://evilexample.com/"],
    ["a user before the host", "https://api.example.com", "https://x@api.example.com/"],
    ["the allowed name as a user", "https://api.example.com", "https://api.example.com@evil.test/"],
    ["a scheme without hosts", "https://api.example.com", "file:///etc/passwd"],
  ])("refuses %s", (_name, entry, url) => {
    expect(allows([entry], url)).toBe(false);
  });
  it("allows nothing when it is empty", () => {
    expect(allows([], "https://example.com/")).toBe(false);
  });
  it.each([
    "api.example.com",
    "https://",
    "ftp://example.com",
    "https://*.com",
    "https://*.0.0.1",
    "https://*",
    "https://a.*.example.com",
    "https://example.com/path",
    "https://user@example.com",
    "https://example.com?x",
  ])("cannot hold %s", (entry) => {
    expect(() => parseEgress([entry])).toThrow(
      expect.objectContaining({ code: "script.egress-invalid", detail: expect.stringContaining(entry) }),
    );
  });
});
