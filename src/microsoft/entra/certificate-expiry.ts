import type { X509Certificate } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { errorCode } from "../../core/errors.ts";
import type { CertificateCredential, Credential } from "../credential.ts";
import { ownCertificate } from "./certificate.ts";

/** What there is to say about the end of a credential's certificate. */
export interface ExpiryRemark {
  readonly reason: "certificate-expired" | "certificate-expires-soon";
  /** The day on which it ends, `2026-12-02`. */
  readonly day: string;
}

const soon = 30 * 24 * 60 * 60_000;

/** `null` when the credential has no certificate, one that cannot be read, or one that lasts for more than 30 days. */
export function expiryRemark(credential: Credential, clock: Clock): ExpiryRemark | null {
  const certificate = credential.kind === "certificate" ? readable(credential) : null;
  if (certificate === null) return null;
  const end = Date.parse(certificate.validTo);
  const left = end - clock.now();
  if (!(left <= soon)) return null;
  const day = new Date(end).toISOString().slice(0, 10);
  return { reason: left < 0 ? "certificate-expired" : "certificate-expires-soon", day };
}

/** One that cannot be read is a failure of its own when it is to sign. */
function readable(credential: CertificateCredential): X509Certificate | null {
  try {
    return ownCertificate(credential);
  } catch (thrown) {
    if (errorCode(thrown) !== "microsoft.certificate-unreadable") throw thrown;
    return null;
  }
}
