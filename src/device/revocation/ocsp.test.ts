import "reflect-metadata";
import { createHash, sign, X509Certificate } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  BasicOCSPResponse,
  type CertID,
  CertStatus,
  id_pkix_ocsp_basic,
  id_pkix_ocsp_nonce,
  OCSPRequest,
  OCSPResponse,
  OCSPResponseStatus,
  ResponderID,
  ResponseBytes,
  ResponseData,
  SingleResponse,
} from "@peculiar/asn1-ocsp";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier, Certificate, Extension } from "@peculiar/asn1-x509";
import { ExtendedKeyUsageExtension } from "@peculiar/x509";
import { Agent } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commonNames, makeCertificate, type TestCertificate, type TestKeyPair } from "../testing/certificates.ts";
import { ocspAddress, queryOcsp } from "./ocsp.ts";

/** A responder that says whatever a test wants it to say. */

const now = Date.parse("2026-01-01T00:00:00Z");
const minute = 60_000;
const ocspSigning = "1.3.6.1.5.5.7.3.9";
const clientAuthentication = "1.3.6.1.5.5.7.3.2";

let authority: TestKeyPair;
let foreign: TestKeyPair;
let leaf: TestKeyPair;
let other: TestKeyPair;
let server: Server;
let answer: (asked: OCSPRequest) => Buffer;
const dispatcher = new Agent();

beforeAll(async () => {
  authority = await makeCertificate({ subject: commonNames("CA"), ca: true });
  foreign = await makeCertificate({ subject: commonNames("CA"), ca: true });
  leaf = await makeCertificate({ subject: commonNames("leaf"), serialNumber: "aa01", issuer: authority });
  other = await makeCertificate({ subject: commonNames("other"), serialNumber: "aa02", issuer: authority });
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => response.end(answer(AsnConvert.parse(Buffer.concat(chunks), OCSPRequest))));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
});
afterAll(async () => {
  await dispatcher.close();
  server.close();
});

interface Said {
  readonly signer: TestKeyPair;
  /** Sent with the answer. */
  readonly certificates?: readonly TestKeyPair[];
  readonly status?: "good" | "revoked" | "unknown";
  readonly thisUpdate?: number;
  readonly nextUpdate?: number | null;
  readonly nonce?: "repeated" | "left out" | "another";
  readonly id?: (asked: CertID) => CertID;
  readonly algorithm?: string;
  readonly responseStatus?: OCSPResponseStatus;
}

function says(said: Said): (asked: OCSPRequest) => Buffer {
  return ({ tbsRequest }) => {
    const { signer, certificates = [], status = "good", nonce = "repeated", id = (same) => same } = said;
    const certID = tbsRequest.requestList[0]?.reqCert;
    if (certID === undefined) throw new Error("nothing was asked");
    const asked = tbsRequest.requestExtensions?.find(({ extnID }) => extnID === id_pkix_ocsp_nonce);
    const extension =
      nonce === "repeated"
        ? asked
        : new Extension({
            extnID: id_pkix_ocsp_nonce,
            critical: false,
            extnValue: new OctetString(Buffer.from(AsnConvert.serialize(new OctetString(Buffer.alloc(16, 7))))),
          });
    const single = new SingleResponse({
      certID: id(certID),
      certStatus: statusOf(status),
      thisUpdate: new Date(said.thisUpdate ?? now - minute),
    });
    if (said.nextUpdate !== null) single.nextUpdate = new Date(said.nextUpdate ?? now + 60 * minute);
    const tbsResponseData = new ResponseData({
      responderID: new ResponderID({
        byKey: new OctetString(createHash("sha1").update(new X509Certificate(signer.certificate).raw).digest()),
      }),
      producedAt: new Date(now),
      responses: [single],
      ...(nonce === "left out" || extension === undefined ? {} : { responseExtensions: [extension] }),
    });
    const signature = sign("sha256", Buffer.from(AsnConvert.serialize(tbsResponseData)), signer.key);
    const basic = new BasicOCSPResponse({
      tbsResponseData,
      signatureAlgorithm: new AlgorithmIdentifier({ algorithm: said.algorithm ?? "1.2.840.10045.4.3.2" }),
      signature: Uint8Array.from(signature).buffer,
      ...(certificates.length === 0
        ? {}
        : { certs: certificates.map(({ der }) => AsnConvert.parse(der, Certificate)) }),
    });
    const responseBytes = new ResponseBytes({
      responseType: id_pkix_ocsp_basic,
      response: new OctetString(Buffer.from(AsnConvert.serialize(basic))),
    });
    const responseStatus = said.responseStatus ?? OCSPResponseStatus.successful;
    return Buffer.from(AsnConvert.serialize(new OCSPResponse({ responseStatus, responseBytes })));
  };
}

function statusOf(status: "good" | "revoked" | "unknown"): CertStatus {
  if (status === "good") return new CertStatus({ good: null });
  if (status === "unknown") return new CertStatus({ unknown: null });
  return AsnConvert.parse(Buffer.from("a111180f32303235313230313030303030305a", "hex"), CertStatus);
}

async function ask(said: Said) {
  answer = says(said);
  // The server is listening, so it has an address.
  const address = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const [certificate, issuer] = [leaf, authority].map(({ der }) => new X509Certificate(der));
  if (certificate === undefined || issuer === undefined) throw new Error("unreachable");
  return queryOcsp(certificate, issuer, { address, dispatcher, now: () => now });
}

const responder = (more: TestCertificate, purposes = [ocspSigning]): Promise<TestKeyPair> =>
  makeCertificate({
    subject: commonNames("Responder"),
    issuer: authority,
    extensions: [new ExtendedKeyUsageExtension(purposes)],
    ...more,
  });

test("the issuer's own word counts, good or revoked, until it says", async () => {
  expect(await ask({ signer: authority })).toEqual({ status: "good", until: now + 60 * minute });
  expect(await ask({ signer: authority, status: "revoked" })).toMatchObject({ status: "revoked" });
});

test("so does that of a responder whom the issuer has appointed", async () => {
  const signer = await responder({});
  expect(await ask({ signer, certificates: [signer] })).toMatchObject({ status: "good" });
  expect(await ask({ signer, certificates: [leaf, signer] })).toMatchObject({ status: "good" });
  expect(await ask({ signer, certificates: [signer], status: "revoked" })).toMatchObject({ status: "revoked" });
});

test.each<[string, () => Promise<TestKeyPair>]>([
  ["a responder whose certificate is for clients", () => responder({}, [clientAuthentication])],
  ["one whose certificate is for any purpose", () => responder({}, ["2.5.29.37.0"])],
  ["one whose certificate is for no purpose in particular", () => responder({ extensions: [] })],
  ["the certificate itself", async () => leaf],
  ["an expired responder", () => responder({ notAfter: new Date(now - minute) })],
  ["a responder of tomorrow", () => responder({ notBefore: new Date(now + minute) })],
  ["one of another authority of the same name", () => responder({ issuer: foreign })],
  ["one that a device has appointed", () => responder({ issuer: leaf })],
  ["that other authority", async () => foreign],
])("nobody believes %s", async (_who, make) => {
  const signer = await make();
  await expect(ask({ signer, certificates: [signer, authority] })).rejects.toThrow("a wrong signature");
});

test("an appointed responder's certificate must come with the answer, among the first four", async () => {
  const signer = await responder({});
  await expect(ask({ signer })).rejects.toThrow("a wrong signature");
  const crowd = [leaf, leaf, leaf, leaf, signer];
  await expect(ask({ signer, certificates: crowd })).rejects.toThrow("a wrong signature");
});

test.each<[string, Partial<Said>, string]>([
  ["an answer to another question", { nonce: "another" }, "another question"],
  ["an answer about another certificate", { id: (asked) => aboutOther(asked) }, "no word about this certificate"],
  ["an answer of the future", { thisUpdate: now + 6 * minute }, "not valid yet"],
  ["an answer that is out of date", { nextUpdate: now }, "out of date"],
  [
    "an old answer that may be anybody's",
    { nonce: "left out", nextUpdate: null, thisUpdate: now - 11 * minute },
    "old",
  ],
  ["a responder that does not know", { status: "unknown" }, "does not know"],
  ["a signature with SHA-1", { algorithm: "1.2.840.10045.4.1" }, "a wrong signature"],
  ["a responder that refuses", { responseStatus: OCSPResponseStatus.tryLater }, "refused to answer"],
])("%s says nothing", async (_what, said, why) => {
  await expect(ask({ signer: authority, ...said })).rejects.toThrow(why);
});

test.each<[string, Partial<Said>]>([
  ["without the nonce, as large responders answer", { nonce: "left out" }],
  ["of a clock that is a little ahead", { thisUpdate: now + 4 * minute }],
  ["without an end, that is new by its nonce", { nextUpdate: null, thisUpdate: now - 11 * minute }],
  ["without an end, that is new by its time", { nextUpdate: null, nonce: "left out", thisUpdate: now - 9 * minute }],
])("an answer counts %s", async (_what, said) => {
  expect(await ask({ signer: authority, ...said })).toMatchObject({ status: "good" });
});

test("a certificate names its responder over HTTP, or none", () => {
  expect(ocspAddress(new X509Certificate(leaf.der))).toBe(undefined);
});

function aboutOther(asked: CertID): CertID {
  asked.serialNumber = AsnConvert.parse(other.der, Certificate).tbsCertificate.serialNumber;
  return asked;
}
