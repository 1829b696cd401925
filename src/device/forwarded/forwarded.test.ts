import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type ClientCertificate, parseClientCertificate } from "../certificate.ts";
import { commonNames, dns, makeCertificate, url } from "../testing/certificates.ts";
import { forwardedFormats, writeForwarded } from "./formats.ts";
import { readForwarded, xfccPairs } from "./read.ts";

let certificate: ClientCertificate;
let authority: Buffer;

beforeAll(async () => {
  const issuer = await makeCertificate({ subject: commonNames('Ex, ample "Q" Ltd'), ca: true });
  const names = [...dns("x,DNS=evil;a=b.example.com"), ...url("urn:a;b,c")];
  const made = await makeCertificate({ subject: [{ O: ['Ex, ample "Q" é'] }, { CN: ["a;b=c"] }], names, issuer });
  certificate = parseClientCertificate(made.der);
  authority = issuer.der;
});

const lookUp = (headers: readonly (readonly [string, string])[]) => (name: string) =>
  headers.filter(([each]) => each.toLowerCase() === name.toLowerCase()).map(([, value]) => value);

describe.each(forwardedFormats)("the format %s", (format) => {
  test("is read back as the certificate that was written", () => {
    const written = writeForwarded(format, certificate, [authority]);
    expect(readForwarded(format, lookUp(written))?.leaf.equals(certificate.der)).toBe(true);
    for (const [, value] of written) expect(value).toMatch(/^[\x20-\x7e]+$/);
  });

  test("says nothing when there are no headers", () => {
    expect(readForwarded(format, () => [])).toBeNull();
  });

  test("is refused when a header is repeated", () => {
    const written = writeForwarded(format, certificate, []);
    expect(() => readForwarded(format, lookUp([...written, ...written]))).toThrow();
  });

  test("is never read as a certificate from other text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = () => readForwarded(format, () => [text]);
        // Nothing at all is no certificate; everything else is refused.
        if (text === "") expect(read()).toBeNull();
        else expect(read).toThrow(/certificate (?:cannot be used|was refused)\.$/);
      }),
    );
  });
});

test("names without a certificate prove nothing", () => {
  for (const format of ["nginx", "haproxy", "alb"] as const) {
    const headers = writeForwarded(format, certificate, []).slice(1);
    expect(() => readForwarded(format, lookUp(headers))).toThrow();
  }
});

test("a certificate that the hop could not verify is refused", () => {
  for (const [format, verdict] of [
    ["nginx", "FAILED:self-signed certificate"],
    ["haproxy", "20"],
  ] as const) {
    const headers = writeForwarded(format, certificate, []).map(([name, value]): [string, string] => [
      name,
      name.toLowerCase().endsWith("verify") ? verdict : value,
    ]);
    expect(() => readForwarded(format, lookUp(headers))).toThrow(
      expect.objectContaining({ code: "device.certificate-unverified" }),
    );
  }
});

test("a verdict without a certificate is refused, unless it is that there was none", () => {
  for (const [format, name, verdict, isNone] of [
    ["nginx", "ssl-client-verify", "NONE", true],
    ["nginx", "ssl-client-verify", "SUCCESS", false],
    ["nginx", "ssl-client-verify", "FAILED:certificate has expired", false],
    ["haproxy", "X-SSL-Client-Verify", "0", true],
    ["haproxy", "X-SSL-Client-Verify", "10", false],
  ] as const) {
    const read = () => readForwarded(format, lookUp([[name, verdict]]));
    if (isNone) expect(read()).toBeNull();
    else expect(read).toThrow("The client certificate cannot be used.");
  }
});

describe("x-forwarded-client-cert", () => {
  test("keeps what stands inside quotes together", () => {
    const [[, value = ""] = []] = writeForwarded("xfcc", certificate, []);
    const pairs = xfccPairs(value);
    expect(pairs.map(([key]) => key)).toEqual(["hash", "cert", "chain", "subject", "uri", "dns"]);
    expect(pairs.at(-1)).toEqual(["dns", "x,DNS=evil;a=b.example.com"]);
    expect(pairs.at(3)?.[1]).toBe(certificate.subject);
  });

  test("of a second hop is refused: the first element may be the client's own", () => {
    const [[, value = ""] = []] = writeForwarded("xfcc", certificate, []);
    expect(() => readForwarded("xfcc", () => [`${value},${value}`])).toThrow();
  });

  test("any text is pairs or refused", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "=", ";", ",", '"', "\\", " ") }), (text) => {
        try {
          for (const [key] of xfccPairs(text)) expect(key).toMatch(/^[a-z]+$/);
        } catch (problem) {
          expect(problem).toMatchObject({ code: "device.certificate-malformed" });
        }
      }),
    );
  });
});
