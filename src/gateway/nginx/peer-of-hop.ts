import { X509Certificate } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Clock } from "../../core/clock.ts";
import { type PeerState, parseClientCertificate } from "../../device/index.ts";
import { isIssuedBy, type VerifiedPeer, type VetPeer } from "../server/vetting.ts";
import type { ServerTls } from "../tls/model.ts";
import type { Hop } from "./hop.ts";

const mostCertificates = 10_000;

/**
 * Who stands before nginx. Its word that a certificate is verified is needed and is not enough: issuer, validity and
 * revocation are looked at here as for the gateway's own connections, and the SHA-256 is computed from the certificate.
 */
export function createHopReader(
  { clientAuth, authorities }: Pick<ServerTls, "clientAuth" | "authorities">,
  { vet, clock }: { vet: VetPeer; clock: Clock },
): (hop: Hop) => PeerState | Promise<PeerState> {
  const parsed = new LRUCache<string, VerifiedPeer>({ max: mostCertificates });
  const read = (pem: string): PeerState => {
    const known = parsed.get(pem);
    if (known !== undefined) return known;
    const peer = parse(pem);
    if (peer === null) return { state: "invalid", reason: "CERTIFICATE_MALFORMED" };
    if (!isIssuedBy(authorities, peer, clock.now())) return { state: "invalid", reason: "UNABLE_TO_VERIFY" };
    parsed.set(pem, peer);
    return peer;
  };
  return ({ verify, certificate }) => {
    if (clientAuth === "NONE") return { state: "none" };
    if (verify === "NONE" && certificate === "") {
      return clientAuth === "REQUIRED" ? { state: "invalid", reason: "NO_CERTIFICATE" } : { state: "none" };
    }
    if (verify !== "SUCCESS") return { state: "invalid", reason: "UNVERIFIED" };
    const peer = read(certificate);
    if (peer.state !== "verified") return peer;
    const now = clock.now();
    if (now > peer.certificate.notAfter) return { state: "invalid", reason: "CERT_HAS_EXPIRED" };
    if (now < peer.certificate.notBefore) return { state: "invalid", reason: "CERT_NOT_YET_VALID" };
    return vet(peer);
  };
}

function parse(pem: string): VerifiedPeer | null {
  try {
    return { state: "verified", certificate: parseClientCertificate(new X509Certificate(pem).raw), chain: [] };
  } catch (problem) {
    if (problem instanceof Error) return null;
    throw problem;
  }
}
