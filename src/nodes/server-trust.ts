import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";

/**
 * What connections to mail servers and directories trust: the well-known authorities, and `ca`, PEM. Made once and shared:
 * reading the roots takes as long as everything else in a login together.
 *
 * @param identity certificate and key to show, PEM
 */
export function serverTrust(ca: string | undefined, identity?: string): SecureContext {
  return createSecureContext({
    ca: ca === undefined ? [...rootCertificates] : [...rootCertificates, ca],
    minVersion: "TLSv1.2",
    ...(identity === undefined ? {} : { cert: identity, key: identity }),
  });
}
