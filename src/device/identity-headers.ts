import { perText } from "../core/per-text.ts";
import { assertionHeader } from "./assertion-claims.ts";

/** Headers that carry an identity: no copy that a client sent may ever pass. */

/** Header names as they are compared: CGI and its heirs read `_` and `-` as the same character. */
export function canonicalHeaderName(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}

/** Every header in which some proxy or cloud forwards a client certificate, canonical, and our own assertion. */
export const conventionalIdentityHeaders: readonly string[] = [
  assertionHeader,
  "client-cert",
  "client-cert-chain",
  "x-forwarded-client-cert",
  "ssl-client-cert",
  "ssl-client-verify",
  "ssl-client-s-dn",
  "ssl-client-i-dn",
  "ssl-client-subject-dn",
  "ssl-client-issuer-dn",
  "x-forwarded-tls-client-cert",
  "x-forwarded-tls-client-cert-info",
  "x-amzn-mtls-clientcert",
  "x-amzn-mtls-clientcert-serial-number",
  "x-amzn-mtls-clientcert-issuer",
  "x-amzn-mtls-clientcert-subject",
  "x-amzn-mtls-clientcert-validity",
  "x-amzn-mtls-clientcert-leaf",
  "cloudfront-viewer-cert-serial-number",
  "cloudfront-viewer-cert-issuer",
  "cloudfront-viewer-cert-subject",
  "cloudfront-viewer-cert-present",
  "cloudfront-viewer-cert-sha256",
  "cloudfront-viewer-cert-validity",
  "cloudfront-viewer-cert-pem",
  "cf-client-cert-der-base64",
  "cf-client-cert-sha256",
  "x-arr-clientcert",
];

/** Conventions that name a whole family of headers, so that a member that is not listed is covered too. */
const families = [
  "ssl-client-",
  "x-ssl-client-",
  "x-forwarded-tls-client-cert",
  "x-amzn-mtls-",
  "cloudfront-viewer-cert-",
  "cf-client-cert-",
];

export interface IdentityHeaders {
  /** Whether a header carries an identity, whatever its spelling. */
  has(name: string): boolean;
}

/** The identity headers of a deployment: the configured names and, always, {@link conventionalIdentityHeaders}. */
export function identityHeaders(configured: readonly string[]): IdentityHeaders {
  const names = new Set(
    [...configured, ...conventionalIdentityHeaders].map((name) => canonicalHeaderName(name.trim())),
  );
  const judge = (name: string): boolean => {
    const canonical = canonicalHeaderName(name);
    return names.has(canonical) || families.some((family) => canonical.startsWith(family));
  };
  return { has: perText(judge) };
}
