import { createHash, X509Certificate } from "node:crypto";
import { z } from "zod";
import type { NodeState, RequestFacts } from "../../journey/index.ts";
import { nodeErrors } from "../errors.ts";

/** The certificates that a journey carries in its state: what the Certificate Collector puts there. */

const stored = z.array(z.base64().max(64 * 1024)).max(8);
/** The thumbprint of the certificate that a Certificate Validation node found valid. */
export const validatedKey = "X509CertificateValidated";

/** Leaf first; null when none was collected. @throws {nodes.certificate-unreadable} */
export function storedCertificates(state: Pick<NodeState, "get">): readonly X509Certificate[] | null {
  const value = state.get("X509Certificate");
  if (value === undefined) return null;
  try {
    const certificates = stored.parse(value).map((text) => new X509Certificate(Buffer.from(text, "base64")));
    return certificates.length === 0 ? null : certificates;
  } catch (cause) {
    throw nodeErrors.error("nodes.certificate-unreadable", { detail: "X509Certificate in the state", cause });
  }
}

/** `x5t#S256`. */
export function thumbprintOf({ raw }: Pick<X509Certificate, "raw">): string {
  return createHash("sha256").update(raw).digest("base64url");
}

/** Whether this is the certificate with which the client speaks TLS to the gateway, which verified it. */
export function isOfConnection(leaf: X509Certificate, { certificate }: Pick<RequestFacts, "certificate">): boolean {
  return certificate !== null && thumbprintOf(leaf) === certificate;
}
