import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseClientCertificate } from "./certificate.ts";
import { commonNames, dns, makeCertificate, rawExtension, url } from "./testing/certificates.ts";

const malformed = expect.objectContaining({ code: "device.certificate-malformed" });

describe("parseClientCertificate", () => {
  it("reads names, validity, serial number and thumbprint", async () => {
    const { der } = await makeCertificate({
      subject: [{ O: [{ utf8String: "Example" }] }, ...commonNames("device123")],
      names: [...dns("device123.example.com"), ...url("IntuneDeviceId://x", "tag:other")],
    });
    expect(parseClientCertificate(der)).toMatchObject({
      subject: "CN=device123,O=Example",
      issuer: "CN=device123,O=Example",
      commonNames: ["device123"],
      dnsNames: ["device123.example.com"],
      uris: ["IntuneDeviceId://x", "tag:other"],
      serialNumber: "4A11",
      notBefore: Date.parse("2020-01-01T00:00:00Z"),
      notAfter: Date.parse("2040-01-01T00:00:00Z"),
      thumbprint: createHash("sha256").update(der).digest("base64url"),
    });
  });

  it("writes the subject as openssl's RFC2253 form does", async () => {
    const { der, certificate } = await makeCertificate({
      subject: [
        { C: [{ printableString: "GB" }] },
        { O: [{ utf8String: 'Ex, ample "Q" <Ltd>; a+b\\' }] },
        { OU: [{ utf8String: "#dév" }] },
        { CN: [{ utf8String: " edges " }], OU: [{ utf8String: "multi" }] },
        { "1.2.3.4.5": [{ utf8String: "x" }] },
      ],
    });
    const expected = execFileSync("openssl", ["x509", "-noout", "-subject", "-nameopt", "RFC2253"], {
      input: certificate,
      encoding: "utf8",
    });
    // openssl writes an attribute that it does not know as hex.
    expect(`subject=${parseClientCertificate(der).subject}`).toBe(expected.trim().replace("#0C0178", "x"));
  });

  it("keeps a comma inside one name from looking like a second name", async () => {
    const { der } = await makeCertificate({ names: dns("x, DNS:evil.example.com") });
    expect(parseClientCertificate(der).dnsNames).toEqual(["x, DNS:evil.example.com"]);
  });

  it("passes over alternative names of kinds that it does not know", async () => {
    // otherName 1.2.3.4 with UTF8String "foo", then dNSName "a.b"
    const san = "3016" + "a00c06032a0304a0050c03666f6f" + "8203612e62" + "810161";
    const { der } = await makeCertificate({ extensions: [rawExtension("2.5.29.17", san)] });
    expect(parseClientCertificate(der).dnsNames).toEqual(["a.b"]);
  });

  it("has no names when there is no subjectAltName", async () => {
    const { der } = await makeCertificate({});
    expect(parseClientCertificate(der)).toMatchObject({ commonNames: [], dnsNames: [], uris: [], subject: "" });
  });

  it.each([
    ["no bytes", async () => Buffer.alloc(0)],
    ["garbage", async () => Buffer.from("not a certificate")],
    ["more than 64 KiB", async () => Buffer.alloc(65 * 1024, 0x30)],
    ["bytes after the end", async () => Buffer.concat([(await makeCertificate({})).der, Buffer.from("x")])],
    ["a cut end", async () => (await makeCertificate({})).der.subarray(0, -1)],
    ["33 alternative names", async () => (await makeCertificate({ names: dns(...numbered(33)) })).der],
    ["a name over 1024 characters", async () => (await makeCertificate({ names: dns("a".repeat(1025)) })).der],
    ["33 subject attributes", async () => (await makeCertificate({ subject: commonNames(...numbered(33)) })).der],
    [
      "two subjectAltName extensions",
      async () =>
        (await makeCertificate({ names: dns("a.b"), extensions: [rawExtension("2.5.29.17", "30058203612e63")] })).der,
    ],
    [
      "a broken subjectAltName",
      async () => (await makeCertificate({ extensions: [rawExtension("2.5.29.17", "30ff82")] })).der,
    ],
  ])("refuses %s", async (_name, make) => {
    const der = await make();
    expect(() => parseClientCertificate(der)).toThrow(malformed);
  });
});

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `n${index}`);
}
