import { createHash, randomBytes, timingSafeEqual, X509Certificate } from "node:crypto";
import {
  BasicOCSPResponse,
  CertID,
  id_pkix_ocsp_basic,
  id_pkix_ocsp_nonce,
  OCSPRequest,
  OCSPResponse,
  Request,
  type SingleResponse,
  TBSRequest,
} from "@peculiar/asn1-ocsp";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AuthorityInfoAccessSyntax,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  id_ce_extKeyUsage,
  id_pe_authorityInfoAccess,
} from "@peculiar/asn1-x509";
import type { Dispatcher } from "undici";
import type { Revocation } from "./crls.ts";
import { download } from "./download.ts";
import { isSignedBy } from "./signature.ts";

/** The Online Certificate Status Protocol (RFC 6960), for one certificate a question. */

export type OcspStatus = Exclude<Revocation, { status: "unknown" }> & {
  /** Until when the answer holds, milliseconds since the epoch. */
  readonly until: number;
};

const sha1 = "1.3.14.3.2.26";
const ocspAccess = "1.3.6.1.5.5.7.48.1";
const ocspSigning = "1.3.6.1.5.5.7.3.9";
const clockSkew = 5 * 60_000;
/** How old an answer may be that says neither when the next one comes nor repeats our nonce. */
const freshness = 10 * 60_000;

/** The responder that a certificate names, over HTTP. */
export function ocspAddress(certificate: X509Certificate): URL | undefined {
  const { extensions = [] } = AsnConvert.parse(certificate.raw, Certificate).tbsCertificate;
  const extension = extensions.find(({ extnID }) => extnID === id_pe_authorityInfoAccess);
  if (extension === undefined) return undefined;
  return [...AsnConvert.parse(extension.extnValue.buffer, AuthorityInfoAccessSyntax)]
    .filter(({ accessMethod }) => accessMethod === ocspAccess)
    .flatMap(({ accessLocation: { uniformResourceIdentifier: uri } }) => (uri === undefined ? [] : [uri]))
    .filter((uri) => URL.canParse(uri))
    .map((uri) => new URL(uri))
    .find(({ protocol }) => protocol === "http:" || protocol === "https:");
}

/**
 * Asks a responder about a certificate.
 *
 * @param issuer whose key signed it; it signs the answer itself or has issued the responder's certificate for that
 * @throws Error saying why the answer does not count: a wrong signature, an old one, another certificate's, `unknown`
 */
export async function queryOcsp(
  certificate: X509Certificate,
  issuer: X509Certificate,
  { address, dispatcher, now }: { address: URL; dispatcher: Dispatcher; now: () => number },
): Promise<OcspStatus> {
  const id = certificateId(certificate, issuer);
  const nonce = randomBytes(16);
  const body = Buffer.from(AsnConvert.serialize(question(id, nonce)));
  const answer = await download(address, dispatcher, { body, contentType: "application/ocsp-request" });
  return readAnswer(answer, { id, nonce, issuer, now: now() });
}

/** SHA-1 names the issuer here, as every responder expects (RFC 5019, section 2.1.1); it protects nothing. */
function certificateId(certificate: X509Certificate, issuer: X509Certificate): CertID {
  const { subject, subjectPublicKeyInfo } = AsnConvert.parse(issuer.raw, Certificate).tbsCertificate;
  return new CertID({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: sha1, parameters: null }),
    issuerNameHash: new OctetString(digest(AsnConvert.serialize(subject))),
    issuerKeyHash: new OctetString(digest(subjectPublicKeyInfo.subjectPublicKey)),
    serialNumber: AsnConvert.parse(certificate.raw, Certificate).tbsCertificate.serialNumber,
  });
}

function digest(bytes: ArrayBuffer): Buffer {
  return createHash("sha1").update(Buffer.from(bytes)).digest();
}

function question(id: CertID, nonce: Buffer): OCSPRequest {
  const extnValue = new OctetString(Buffer.from(AsnConvert.serialize(new OctetString(nonce))));
  return new OCSPRequest({
    tbsRequest: new TBSRequest({
      requestList: [new Request({ reqCert: id })],
      requestExtensions: [new Extension({ extnID: id_pkix_ocsp_nonce, critical: false, extnValue })],
    }),
  });
}

interface Asked {
  readonly id: CertID;
  readonly nonce: Buffer;
  readonly issuer: X509Certificate;
  readonly now: number;
}

/** @throws Error saying why it does not count */
export function readAnswer(bytes: Buffer, { id, nonce, issuer, now }: Asked): OcspStatus {
  const { responseStatus, responseBytes } = AsnConvert.parse(bytes, OCSPResponse);
  if (responseStatus !== 0) throw new Error(`the responder refused to answer (${responseStatus})`);
  if (responseBytes?.responseType !== id_pkix_ocsp_basic) throw new Error("an answer of an unknown kind");
  const basic = AsnConvert.parse(responseBytes.response.buffer, BasicOCSPResponse);
  checkSignature(basic, issuer, now);
  const { responses, responseExtensions = [] } = basic.tbsResponseData;
  const repeated = responseExtensions.find(({ extnID }) => extnID === id_pkix_ocsp_nonce);
  if (repeated !== undefined && !repeatsNonce(repeated, nonce)) throw new Error("the answer to another question");
  const single = responses.find(({ certID }) => sameId(certID, id));
  if (single === undefined) throw new Error("no word about this certificate");
  const until = validUntil(single, repeated !== undefined, now);
  const { revoked, unknown, good } = single.certStatus;
  if (revoked !== undefined) return { status: "revoked", until };
  if (good === undefined || unknown !== undefined) throw new Error("the responder does not know this certificate");
  return { status: "good", until };
}

/** Signed by the issuer, or by whom the issuer has given a certificate for that purpose (RFC 6960, section 4.2.2.2). */
function checkSignature(basic: BasicOCSPResponse, issuer: X509Certificate, now: number): void {
  const { tbsResponseDataRaw, signature, signatureAlgorithm, certs = [] } = basic;
  if (tbsResponseDataRaw === undefined) throw new Error("an answer without content");
  const signed = { bytes: tbsResponseDataRaw, signature, algorithm: signatureAlgorithm };
  if (isSignedBy(signed, issuer.publicKey)) return;
  for (const found of certs.slice(0, 4)) {
    const responder = new X509Certificate(Buffer.from(AsnConvert.serialize(found)));
    if (isResponderOf(issuer, responder, found, now) && isSignedBy(signed, responder.publicKey)) return;
  }
  throw new Error("a wrong signature");
}

function isResponderOf(
  issuer: X509Certificate,
  responder: X509Certificate,
  { tbsCertificate }: Certificate,
  now: number,
): boolean {
  const usage = (tbsCertificate.extensions ?? []).find(({ extnID }) => extnID === id_ce_extKeyUsage);
  const purposes = usage === undefined ? [] : [...AsnConvert.parse(usage.extnValue.buffer, ExtendedKeyUsage)];
  const current = Date.parse(responder.validFrom) <= now && now <= Date.parse(responder.validTo);
  return (
    purposes.includes(ocspSigning) && current && responder.checkIssued(issuer) && responder.verify(issuer.publicKey)
  );
}

function repeatsNonce({ extnValue }: Extension, nonce: Buffer): boolean {
  const value = Buffer.from(AsnConvert.parse(extnValue.buffer, OctetString).buffer);
  return value.length === nonce.length && timingSafeEqual(value, nonce);
}

function sameId(one: CertID, other: CertID): boolean {
  return Buffer.from(AsnConvert.serialize(one)).equals(Buffer.from(AsnConvert.serialize(other)));
}

function validUntil({ thisUpdate, nextUpdate }: SingleResponse, isNew: boolean, now: number): number {
  if (thisUpdate.getTime() > now + clockSkew) throw new Error("an answer that is not valid yet");
  if (nextUpdate === undefined) {
    if (!isNew && thisUpdate.getTime() < now - freshness) throw new Error("an old answer");
    return now + clockSkew;
  }
  if (nextUpdate.getTime() <= now) throw new Error("an answer that is out of date");
  return nextUpdate.getTime();
}
