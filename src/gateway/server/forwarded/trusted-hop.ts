import { X509Certificate } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Clock } from "../../../core/clock.ts";
import type { Logger } from "../../../core/log.ts";
import type { ForwardedFormat } from "../../../device/index.ts";
import type { ClientTrust } from "../../tls/model.ts";
import { pathFinder, type VerifiedPeer } from "../vetting.ts";

/** Another proxy, whose word on the certificates of its clients is heard. */
export interface TrustedHop {
  readonly format: ForwardedFormat;
  /** Whether the socket's other end may be the hop. */
  readonly isAddress: (address: string) => boolean;
  /** How it proves itself by TLS; null takes the address for proof. */
  readonly certificates: HopCertificates | null;
  /** Whether its clients must have shown a certificate; undefined asks for what the connector asks. */
  readonly clientAuth: "REQUEST" | "REQUIRED" | undefined;
  /** Whose certificates its clients may have; null takes the connector's. Read anew by a reload. */
  readonly trust: (() => Promise<ClientTrust>) | null;
}

export interface HopCertificates {
  /** DNS names in lower case; they need a `trust` of the hop. */
  readonly names: ReadonlySet<string>;
  /** `x5t#S256`. */
  readonly thumbprints: ReadonlySet<string>;
}

/** `impostor` shows a hop's certificate, or one with its name, and is not the hop: nobody, and no device either. */
export type HopVerdict = "hop" | "impostor" | "no-hop";

const mostRemembered = 1_000;

/**
 * Tells a hop from the other clients of its connector.
 *
 * A name counts only in a certificate that leads to one of `authorities` by a way that passes none of `devices`: device
 * certificates often carry names that their owner chose.
 */
export function createHopTest(
  hop: TrustedHop,
  { authorities, devices }: { authorities: readonly string[]; devices: readonly string[] },
  { clock, log }: { clock: Clock; log: Logger },
): (address: string, own: VerifiedPeer | null) => HopVerdict {
  const { certificates, isAddress } = hop;
  if (certificates === null) return (address) => (isAddress(address) ? "hop" : "no-hop");
  const deviceKeys = new Set(devices.map(keyOf));
  const find = pathFinder(authorities.filter((pem) => !deviceKeys.has(keyOf(pem))));
  // A resumed connection does not tell the certificates on the way to the authority.
  const proven = new LRUCache<string, true>({ max: mostRemembered });
  const isIssuedApart = ({ certificate, chain }: VerifiedPeer): boolean => {
    if (proven.has(certificate.thumbprint)) return true;
    const others = chain.filter((der) => !deviceKeys.has(keyOf(der)));
    const isApart = find({ certificate, chain: others }, clock.now()).path !== null;
    if (isApart) proven.set(certificate.thumbprint, true);
    return isApart;
  };
  return (address, own) => {
    if (own === null) return "no-hop";
    const isPinned = certificates.thumbprints.has(own.certificate.thumbprint);
    if (!isPinned && !own.certificate.dnsNames.some((name) => certificates.names.has(name.toLowerCase()))) {
      return "no-hop";
    }
    if (isAddress(address) && (isPinned || isIssuedApart(own))) return "hop";
    log.warn(
      { address, subject: own.certificate.subject },
      "a client shows the certificate of a hop, and is not the hop",
    );
    return "impostor";
  };
}

function keyOf(certificate: string | Buffer): string {
  return new X509Certificate(certificate).publicKey.export({ type: "spki", format: "der" }).toString("base64");
}
