import { SallyportError } from "../../core/errors.ts";
import { type ForwardedCertificate, type PeerState, readCertificateHeader } from "../../device/index.ts";
import type { VerifyForwarded } from "../server/forwarded/verifier.ts";
import { noCertificate } from "../server/sender.ts";
import type { ClientAuth } from "../tls/model.ts";
import type { Hop } from "./hop.ts";

/**
 * Who stands before nginx. Its word that a certificate is verified is needed and is not enough: issuer, validity and
 * revocation are looked at here as for the gateway's own connections, and the SHA-256 is computed from the certificate.
 */
export function createHopReader(
  clientAuth: ClientAuth,
  verify: VerifyForwarded,
): (hop: Hop) => PeerState | Promise<PeerState> {
  return ({ verify: verdict, certificate }) => {
    if (clientAuth === "NONE") return { state: "none" };
    if (verdict === "NONE" && certificate === "") {
      return clientAuth === "REQUIRED" ? { state: "invalid", reason: noCertificate } : { state: "none" };
    }
    if (verdict !== "SUCCESS") return { state: "invalid", reason: "UNVERIFIED" };
    try {
      return verify(certificate, () => read(certificate));
    } catch (problem) {
      if (problem instanceof SallyportError) return { state: "invalid", reason: "CERTIFICATE_MALFORMED" };
      throw problem;
    }
  };
}

/** nginx tells the client's certificate and no other. */
function read(pem: string): ForwardedCertificate {
  const [leaf = Buffer.alloc(0)] = readCertificateHeader(pem);
  return { leaf, chain: [] };
}
