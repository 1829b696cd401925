import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { SallyportError } from "../core/errors.ts";
import { certificateHeaders, readCertificateBytes, readCertificateHeader } from "./certificate-header.ts";
import { certificateUser } from "./certificate-user.ts";
import { commonNames, makeCertificate, type TestKeyPair } from "./testing/certificates.ts";

let authority: TestKeyPair;
let leaf: TestKeyPair;
let person: TestKeyPair;
beforeAll(async () => {
  authority = await makeCertificate({ subject: commonNames("CA"), ca: true });
  leaf = await makeCertificate({ subject: commonNames("device"), issuer: authority });
  person = await makeCertificate({
    subject: [{ CN: [{ utf8String: "Joe, Jr." }] }, { E: [{ ia5String: "joe@example.com" }] }],
    names: [
      { type: "email", value: "j@example.com" },
      { type: "upn", value: "joe@corp.example" },
    ],
    issuer: authority,
  });
});

describe("a certificate in a header", () => {
  it("comes back from what the gateway writes", () => {
    const headers = certificateHeaders(leaf.der, [authority.der]);
    expect(headers?.leaf).toMatch(/^:[A-Za-z0-9+/=]+:$/);
    expect(readCertificateHeader(headers?.leaf ?? "")).toEqual([leaf.der]);
    expect(readCertificateHeader(headers?.chain ?? "")).toEqual([authority.der]);
    expect(readCertificateBytes(headers?.leaf ?? "")).toEqual([leaf.der]);
    const chain = certificateHeaders(leaf.der, [authority.der, leaf.der])?.chain ?? "";
    expect(readCertificateBytes(chain)).toEqual([authority.der, leaf.der]);
  });

  it.each(["", ":", "::", "AAAA", ":AAAA", ":A A:", ":AAAA:,:AAAA:", Array(7).fill(":AAAA:").join(", "), ":AAAA: "])(
    "is no header of the gateway as %j",
    (value) => {
      expect(readCertificateBytes(value)).toBeNull();
    },
  );

  it("is not sent when it is too large, and a chain that is too long is left out as a whole", () => {
    expect(certificateHeaders(Buffer.alloc(9000), [])).toBeNull();
    expect(certificateHeaders(leaf.der, Array<Buffer>(7).fill(authority.der))?.chain).toBeNull();
    expect(certificateHeaders(leaf.der, [Buffer.alloc(9000)])?.chain).toBeNull();
  });

  it.each<[string, (pem: string, der: Buffer) => string]>([
    ["PEM", (pem) => pem],
    ["PEM with spaces for line breaks", (pem) => pem.trim().replaceAll("\n", " ")],
    ["percent-encoded PEM (nginx)", (pem) => encodeURIComponent(pem)],
    ["percent-encoded PEM that leaves +/= (AWS)", (pem) => encodeURI(pem)],
    ["base64 of the DER", (_pem, der) => der.toString("base64")],
    ["RFC 9440", (_pem, der) => `:${der.toString("base64")}:`],
  ])("is read as %s", (_form, write) => {
    expect(readCertificateHeader(write(leaf.certificate, leaf.der))).toEqual([leaf.der]);
  });

  it("may be followed by its chain", () => {
    expect(readCertificateHeader(`${leaf.certificate}\n${authority.certificate}`)).toEqual([leaf.der, authority.der]);
  });

  it.each<[string, () => string]>([
    ["nothing", () => ""],
    ["a name", () => "CN=device"],
    ["broken escapes", () => "%ZZ"],
    ["text around the PEM", () => `x ${leaf.certificate}`],
    ["text after the PEM", () => `${leaf.certificate} x`],
    ["bytes after the certificate", () => Buffer.concat([leaf.der, Buffer.from("x")]).toString("base64")],
    ["half a certificate", () => leaf.der.subarray(0, 100).toString("base64")],
    [
      "seven certificates",
      () =>
        Array(7)
          .fill(`:${leaf.der.toString("base64")}:`)
          .join(","),
    ],
    ["a megabyte", () => "A".repeat(1024 * 1024)],
  ])("is refused when it is %s", (_what, value) => {
    expect(() => readCertificateHeader(value())).toThrow(SallyportError);
  });

  it("any text is read, or refused with the room's own error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.webFragments()), (text) => {
        try {
          readCertificateHeader(text);
        } catch (error) {
          expect(error).toBeInstanceOf(SallyportError);
        }
      }),
    );
  });
});

it("a certificate says who the person is: subject attributes, e-mail addresses, principal names", () => {
  const { attributes, emails, principalNames } = certificateUser(person.der);
  expect(attributes).toEqual([
    { type: "2.5.4.3", text: "Joe, Jr." },
    { type: "1.2.840.113549.1.9.1", text: "joe@example.com" },
  ]);
  expect([emails, principalNames]).toEqual([["j@example.com"], ["joe@corp.example"]]);
});
