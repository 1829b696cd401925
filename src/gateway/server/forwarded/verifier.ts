import type { X509Certificate } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Dispatcher } from "undici";
import type { Clock } from "../../../core/clock.ts";
import { describeError } from "../../../core/errors.ts";
import type { Logger } from "../../../core/log.ts";
import { type ForwardedCertificate, type PeerState, parseClientCertificate } from "../../../device/index.ts";
import type { ClientTrust } from "../../tls/model.ts";
import { createVetting, pathFinder, type VerifiedPeer } from "../vetting.ts";

/**
 * Looks at a certificate that another server has seen proved as if it came on a connection of our own: path to an
 * authority, validity, purpose, strength, revocation.
 *
 * @param key names what was forwarded, and nothing else: who was verified is remembered by it
 * @param read null says that there was no certificate
 * @throws {device.certificate-malformed} and whatever else `read` throws
 */
export type VerifyForwarded = (key: string, read: () => ForwardedCertificate | null) => PeerState | Promise<PeerState>;

const mostCertificates = 10_000;

/** A verified certificate, and the time in which every one of its path is valid. */
interface Known {
  readonly peer: VerifiedPeer;
  readonly from: number;
  readonly until: number;
}

export function createForwardedVerifier(
  trust: ClientTrust,
  around: { readonly dispatcher: Dispatcher; readonly clock: Clock; readonly log: Logger },
): VerifyForwarded {
  const { clock, log } = around;
  const vet = createVetting(trust, around);
  const find = pathFinder(trust.authorities);
  const verified = new LRUCache<string, Known>({ max: mostCertificates });

  const verify = ({ leaf, chain }: ForwardedCertificate): Known | string => {
    const certificate = parseClientCertificate(leaf);
    const now = clock.now();
    if (now > certificate.notAfter) return "CERT_HAS_EXPIRED";
    if (now < certificate.notBefore) return "CERT_NOT_YET_VALID";
    try {
      const { path, why } = find({ certificate, chain }, now);
      if (path === null) {
        log.info({ why, serial: certificate.serialNumber }, "a forwarded client certificate could not be verified");
        return "UNABLE_TO_VERIFY";
      }
      // Of what came along only what leads to the authority goes on, in order.
      const peer: VerifiedPeer = { state: "verified", certificate, chain: path.slice(1, -1).map(({ raw }) => raw) };
      return { peer, ...validityOf(path) };
    } catch (problem) {
      // The two parsers of certificates do not agree on one of them.
      log.info({ why: describeError(problem) }, "a forwarded client certificate could not be read");
      return "CERTIFICATE_MALFORMED";
    }
  };

  return (key, read) => {
    const known = verified.get(key);
    const now = clock.now();
    if (known !== undefined && known.from <= now && now <= known.until) return vet(known.peer);
    const forwarded = read();
    if (forwarded === null) return { state: "none" };
    const found = verify(forwarded);
    if (typeof found === "string") return { state: "invalid", reason: found };
    verified.set(key, found);
    return vet(found.peer);
  };
}

function validityOf(path: readonly X509Certificate[]): Pick<Known, "from" | "until"> {
  return {
    from: Math.max(...path.map(({ validFrom }) => Date.parse(validFrom))),
    until: Math.min(...path.map(({ validTo }) => Date.parse(validTo))),
  };
}
