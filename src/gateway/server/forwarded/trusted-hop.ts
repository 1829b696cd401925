import { X509Certificate } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Clock } from "../../../core/clock.ts";
import { type ForwardedFormat, verifyPath } from "../../../device/index.ts";
import type { ClientTrust } from "../../tls/model.ts";
import type { VerifiedPeer } from "../vetting.ts";
import { keyOf } from "./apart.ts";

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
  /** DNS names in lower case; they need `authorities`, and a `trust` of the hop. */
  readonly names: ReadonlySet<string>;
  /** The hops' own authorities (PEM): a name counts only in their certificates. Null without names. Read anew by a reload. */
  readonly authorities: (() => Promise<readonly string[]>) | null;
  /** `x5t#S256`. */
  readonly thumbprints: ReadonlySet<string>;
}

/** `impostor` shows a hop's certificate, or one with its name, and is not the hop: nobody, and no device either. */
export type HopVerdict = "hop" | "impostor" | "no-hop";

const mostRemembered = 1_000;

/** Authorities (PEM) of a hop's surroundings. */
interface Surroundings {
  /** Whose certificates make a name a hop's. */
  readonly own: readonly string[];
  /** Whose certificates the clients of any hop of the connector may have. */
  readonly devices: readonly string[];
  /** Whom the connector trusts: nobody's word, but the way from a certificate may lead past them. */
  readonly connector: readonly string[];
}

/**
 * Tells a hop from the other clients of its connector.
 *
 * Device certificates often carry names that their owner chose, so a name counts only in a certificate that leads to one
 * of `own`, by a way that passes none of `devices`, and that leads to none of `devices` by any way.
 */
export function createHopTest(
  { certificates, isAddress }: Pick<TrustedHop, "certificates" | "isAddress">,
  { own, devices, connector }: Surroundings,
  clock: Clock,
): (address: string, shown: VerifiedPeer | null) => HopVerdict {
  if (certificates === null) return (address) => (isAddress(address) ? "hop" : "no-hop");
  const [hopAnchors, deviceAnchors] = [own.map(parsed), devices.map(parsed)];
  const known = [...hopAnchors, ...deviceAnchors, ...connector.map(parsed)];
  const deviceKeys = new Set(deviceAnchors.map(keyOf));
  const apart = (all: readonly X509Certificate[]) => all.filter((each) => !deviceKeys.has(keyOf(each)));
  const ownAnchors = apart(hopAnchors);
  const knownApart = apart(known);
  // A resumed connection does not tell the certificates on the way to the authority.
  const proven = new LRUCache<string, true>({ max: mostRemembered });
  const isIssuedToHop = ({ certificate, chain }: VerifiedPeer): boolean => {
    if (proven.has(certificate.thumbprint)) return true;
    const now = clock.now();
    const leaf = parsed(certificate.der);
    const sent = chain.map(parsed);
    // What is known comes first and alone: what a client sends beside it must not use up the attempts.
    const isDevice = [known, [...known, ...sent]].some(
      (others) => verifyPath(leaf, others, deviceAnchors, now).path !== null,
    );
    if (isDevice || verifyPath(leaf, [...knownApart, ...apart(sent)], ownAnchors, now).path === null) return false;
    proven.set(certificate.thumbprint, true);
    return true;
  };
  return (address, shown) => {
    if (shown === null) return "no-hop";
    const { thumbprint, dnsNames } = shown.certificate;
    const isPinned = certificates.thumbprints.has(thumbprint);
    if (!isPinned && !dnsNames.some((name) => certificates.names.has(name.toLowerCase()))) return "no-hop";
    return isAddress(address) && (isPinned || isIssuedToHop(shown)) ? "hop" : "impostor";
  };
}

function parsed(certificate: string | Buffer): X509Certificate {
  return new X509Certificate(certificate);
}
