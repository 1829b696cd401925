import { createHash } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { commonNames, makeCertificate, type TestKeyPair } from "../device/testing/certificates.ts";
import { clientCertificatesOf } from "./client-certificates.ts";

let authority: TestKeyPair;
let leaf: TestKeyPair;
beforeAll(async () => {
  authority = await makeCertificate({ subject: commonNames("CA"), ca: true });
  leaf = await makeCertificate({ subject: commonNames("device"), issuer: authority });
});

const field = ({ der }: TestKeyPair): string => `:${der.toString("base64")}:`;

/** What is believed of these headers beside an assertion that speaks of `leaf`, unless `device` is another. */
function believed(leaves: string[], chain: string[] = [], device: string | null = null) {
  const thumbprint = device ?? createHash("sha256").update(leaf.der).digest("base64url");
  const assertion = { device: { thumbprint, notBefore: 0, notAfter: 1, ids: [] } };
  return clientCertificatesOf(assertion, (name) => (name === "client-cert" ? leaves : chain));
}

it("the certificate that the assertion names is believed, with its chain", () => {
  expect(believed([field(leaf)])).toEqual([leaf.der]);
  expect(believed([field(leaf)], [field(authority)])).toEqual([leaf.der, authority.der]);
});

it.each<[string, () => readonly Buffer[]]>([
  ["another certificate", () => believed([field(authority)])],
  ["a certificate beside an assertion of another one", () => believed([field(leaf)], [], "A".repeat(43))],
  ["a chain without the certificate", () => believed([], [field(authority)])],
  ["two copies", () => believed([field(leaf), field(leaf)])],
  ["two certificates in one header", () => believed([`${field(leaf)}, ${field(leaf)}`])],
  ["something unreadable", () => believed([":AAAA:"])],
])("%s counts as none", (_what, given) => {
  expect(given()).toEqual([]);
});

it("nothing is believed beside an assertion without a device", () => {
  expect(clientCertificatesOf({ device: null }, () => [field(leaf)])).toEqual([]);
});
