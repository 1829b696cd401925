import { X509Certificate } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Dispatcher } from "undici";
import type { Clock } from "../../core/clock.ts";
import { describeError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import { type PathResult, type PeerState, type Revocation, verifyPath } from "../../device/index.ts";
import { createRevocationChecker } from "../revocation/revocation.ts";
import type { ServerTls } from "../tls/model.ts";

export type VerifiedPeer = Extract<PeerState, { state: "verified" }>;
/** Looks further at a certificate that TLS has verified. At once when it can; a promise while an authority is asked. */
export type VetPeer = (peer: VerifiedPeer) => PeerState | Promise<PeerState>;

/** Paths that are remembered while all of their certificates hold, since looking for one costs a verified signature for each. */
const mostPaths = 10_000;

interface KnownPath {
  readonly path: readonly X509Certificate[];
  readonly until: number;
}

/** Refuses certificates that were taken back, and those of which nobody can say that they were not. Never rejects. */
export function createVetting(
  { authorities, revocation }: Pick<ServerTls, "authorities" | "revocation">,
  { dispatcher, clock, log }: { dispatcher: Dispatcher; clock: Clock; log: Logger },
): VetPeer {
  if (revocation === null) return (peer) => peer;
  const checker = createRevocationChecker(revocation, { dispatcher, clock, log });
  const find = pathFinder(authorities);
  const paths = new LRUCache<string, KnownPath>({ max: mostPaths });
  const pathOf = (peer: VerifiedPeer): readonly X509Certificate[] | null => {
    const { thumbprint } = peer.certificate;
    const known = paths.get(thumbprint);
    const now = clock.now();
    if (known !== undefined && known.until > now) return known.path;
    const { path } = find(peer, now);
    if (path !== null) {
      paths.set(thumbprint, { path, until: Math.min(...path.map(({ validTo }) => Date.parse(validTo))) });
    }
    return path;
  };
  return (peer) => {
    const path = pathOf(peer);
    if (path === null) return { state: "invalid", reason: "REVOCATION_UNKNOWN" };
    const found = checker.check(path);
    if (!(found instanceof Promise)) return judged(peer, found);
    return found
      .then((revoked) => judged(peer, revoked))
      .catch((problem: unknown) => {
        log.error({ why: describeError(problem) }, "a client certificate could not be checked");
        return { state: "invalid", reason: "REVOCATION_UNKNOWN" };
      });
  };
}

export type PathFinder = (peer: Pick<VerifiedPeer, "certificate" | "chain">, now: number) => PathResult;

/** Looks for the path from a certificate to one of these authorities (PEM), and verifies it. */
export function pathFinder(authorities: readonly string[]): PathFinder {
  const anchors = authorities.map((pem) => new X509Certificate(pem));
  return ({ certificate, chain }, now) => {
    const others = chain.map((der) => new X509Certificate(der));
    return verifyPath(new X509Certificate(certificate.der), others, anchors, now);
  };
}

function judged(peer: VerifiedPeer, { status }: Revocation): PeerState {
  if (status === "good") return peer;
  return { state: "invalid", reason: status === "revoked" ? "CERT_REVOKED" : "REVOCATION_UNKNOWN" };
}
