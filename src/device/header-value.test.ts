import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deviceIdFault, normaliseDeviceId } from "./device-id.ts";
import { deviceIdHeaderValue, readDeviceIdHeader } from "./header-value.ts";

const guid = "6a1e6f3c-9f0e-4a51-8b0e-0123456789ab";

describe("readDeviceIdHeader", () => {
  it.each([
    ["CN=device123", "device123"],
    ["cn=device123", "device123"],
    ["CN= device123 ", "device123"],
    ["  CN = device123  ", "device123"],
    ["2.5.4.3=device123", "device123"],
    ["OID.2.5.4.3=device123", "device123"],
    ["CN=device123,OU=a,O=b", "device123"],
    ["OU=a, O=b, CN=device123", "device123"],
    ["O=b;CN=device123", "device123"],
    ["OU=a+CN=device123,C=GB", "device123"],
    ['O="Ex, CN=evil",CN=device123', "device123"],
    ["O=Ex\\, CN\\=evil,CN=device123", "device123"],
    ["O=Caf\\C3\\A9,CN=device123", "device123"],
    ["O=#0C0178,CN=device123", "device123"],
    ['CN="device123"', "device123"],
    ["CN=device\\31 23", "device1 23"],
    ["CN=device123,CN=device123", "device123"],
    [`CN=${guid.toUpperCase()}`, guid],
    [`CN={${guid}}`, guid],
    [`CN=${guid.slice(0, -3)}zzz`, `${guid.slice(0, -3)}zzz`],
    ["device123", "device123"],
    [` {${guid.toUpperCase()}} `, guid],
  ])("reads %j as the id %j", (value, id) => {
    expect(readDeviceIdHeader([value])).toEqual({ found: "id", value: id });
  });

  it.each([[[]], [[""]], [["   "]], [["CN="]], [["CN=  "]], [['CN=""']], [["OU=a,O=b"]], [["", "CN="]]])(
    "finds nothing in %j",
    (values) => {
      expect(readDeviceIdHeader(values)).toEqual({ found: "none" });
    },
  );

  it.each([
    ["CN=a/b"],
    ["CN=a\\2Fb"],
    ["CN=a?b"],
    ["CN=a#b"],
    ["CN=a%2fb"],
    ["CN=a\\\\b"],
    ["CN=.."],
    ["CN=a..b"],
    ["CN=."],
    ["../x"],
    ["CN=a\0"],
    ["CN=a\r\nx: y"],
    ["CN=a\\0D\\0Ab"],
    ["CN=d\u00e9vice"],
    ["CN=d\u0435vice"],
    [`CN=${"a".repeat(129)}`],
    [`CN=a,O=${"b".repeat(4096)}`],
    ["CN=00000000-0000-0000-0000-000000000000"],
    ["00000000-0000-0000-0000-000000000000"],
    ["CN=aCN=b"],
    ["CN=#0C0178"],
    ["CN=#"],
    ["CN=a<b"],
    ['CN=a"b'],
    ['CN="a'],
    ['CN="a"b'],
    ["CN=a\\"],
    ["CN=a\\x"],
    ["CN=\\C3"],
    ["CN=a,"],
    [",CN=a"],
    ["=a"],
    ["/C=GB/CN=a"],
    ["device 123"],
    ["a".repeat(65)],
    ["device123, device124"],
    ["CN=a,CN=b/c"],
  ])("refuses %j", (value) => {
    expect(readDeviceIdHeader([value])).toMatchObject({ found: "malformed", why: expect.any(String) });
  });

  it.each([
    [["CN=a", "CN=b"]],
    [["CN=a,CN=b"]],
    [["CN=a", ""]],
    [["CN=a", "OU=b"]],
    [["CN=a", "CN=A"]],
    [["CN=a,CN="]],
  ])("finds different values ambiguous: %j", (values) => {
    expect(readDeviceIdHeader(values)).toEqual({ found: "ambiguous" });
  });

  it("counts equal values as one", () => {
    expect(readDeviceIdHeader(["CN=a", "cn=a , O=x", "a"])).toEqual({ found: "id", value: "a" });
    expect(readDeviceIdHeader([`CN=${guid}`, `CN={${guid.toUpperCase()}}`])).toEqual({ found: "id", value: guid });
  });

  it("refuses more than 16 values", () => {
    expect(readDeviceIdHeader(Array.from({ length: 17 }, () => "CN=a"))).toMatchObject({ found: "malformed" });
  });

  it("never lets an id through that could leave its place in a URL", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom("CN=", "\\", ",", "..", "/", "%", '"', "#", "\\2F", "\\00", "+"),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const read = readDeviceIdHeader([pieces.join("")]);
        if (read.found !== "id") return;
        const url = new URL(`https://graph.example/v1.0/devices/${encodeURIComponent(read.value)}`);
        expect(decodeURIComponent(url.pathname.split("/").at(-1) ?? "")).toBe(read.value);
        expect(read.value).toMatch(/^[ -~]{1,128}$/);
      }),
    );
  });
});

describe("deviceIdHeaderValue", () => {
  it.each([
    ["device123", "CN=device123"],
    [`{${guid.toUpperCase()}}`, `CN=${guid}`],
    ["a,b+c", "CN=a\\,b\\+c"],
    ["#a ", "CN=\\#a\\ "],
    ["a\r\nb", "CN=a\\0D\\0Ab"],
    ["é", "CN=\\C3\\A9"],
  ])("writes %j as %j", (id, value) => {
    expect(deviceIdHeaderValue(id)).toBe(value);
  });

  it("is read back as the same id, or refused when the id may not travel", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 140, unit: "binary" }), (text) => {
        const value = deviceIdHeaderValue(text);
        expect(value).toMatch(/^[ -~]*$/);
        const id = normaliseDeviceId(text);
        const read = readDeviceIdHeader([value]);
        if (deviceIdFault(id) !== undefined) expect(read.found).toBe("malformed");
        else expect(read).toEqual(id === "" ? { found: "none" } : { found: "id", value: id });
      }),
    );
  });
});
