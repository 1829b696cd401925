import { createHash } from "node:crypto";
import type { Dispatcher } from "undici";
import type { Clock } from "../../../core/clock.ts";
import { SallyportError } from "../../../core/errors.ts";
import type { Logger } from "../../../core/log.ts";
import { forwardedHeaderNames, type PeerState, readForwarded } from "../../../device/index.ts";
import { gatewayErrors } from "../../errors.ts";
import { valuesOf } from "../../http/headers.ts";
import type { ServerTls } from "../../tls/model.ts";
import type { Inbound } from "../inbound.ts";
import { noCertificate, type Sender } from "../sender.ts";
import { createHopTest, type TrustedHop } from "./trusted-hop.ts";
import { createForwardedVerifier, type VerifyForwarded } from "./verifier.ts";

/** Who sends a request over a connection whose other end is `own`. */
export type ReadHops = (inbound: Inbound, own: PeerState) => Sender | Promise<Sender>;

/**
 * Reads what trusted hops say of their clients. The first hop that fits decides; from everybody else no header is read.
 * The certificate of a hop is never a device.
 *
 * @param tls of the connector; null when it speaks plain HTTP
 * @throws {gateway.config-invalid} when authorities cannot be read, or those of hops and devices are the same
 */
export async function createHopsReader(
  hops: readonly TrustedHop[],
  tls: ServerTls | null,
  around: { readonly dispatcher: Dispatcher; readonly clock: Clock; readonly log: Logger },
): Promise<ReadHops> {
  const loaded = await Promise.all(
    hops.map(async (hop) => ({
      hop,
      own: (await hop.certificates?.authorities?.()) ?? [],
      trust: (await hop.trust?.()) ?? null,
    })),
  );
  const devices = loaded.flatMap(({ trust }) => trust?.authorities ?? []);
  const connector = tls?.authorities ?? [];
  const readers = loaded.map(({ hop, own, trust }) => {
    const { authorities, revocation } = trust ?? tls ?? nobody;
    const { format, clientAuth = tls?.clientAuth } = hop;
    return {
      test: createHopTest(hop, { own, devices, connector }, around.clock),
      hop: { format, isRequired: clientAuth === "REQUIRED" },
      verify: createForwardedVerifier({ authorities, revocation }, around),
    };
  });
  return (inbound, own) => {
    if (own.state === "invalid") return { peer: own, hop: null };
    const address = inbound.socket.remoteAddress ?? "";
    const shown = own.state === "verified" ? own : null;
    let isImpostor = false;
    for (const { test, hop, verify } of readers) {
      const verdict = test(address, shown);
      isImpostor ||= verdict === "impostor";
      if (verdict !== "hop") continue;
      const judge = (peer: PeerState): Sender => ({ peer: judged(peer, own, hop.isRequired), hop });
      const found = clientOf(inbound, hop, verify);
      return found instanceof Promise ? found.then(judge) : judge(found);
    }
    if (!isImpostor) return { peer: own, hop: null };
    const subject = shown?.certificate.subject;
    around.log.warn({ address, subject }, "a client shows the certificate of a hop, and is not the hop");
    return { peer: { state: "invalid", reason: "HOP_UNPROVEN" }, hop: null };
  };
}

const nobody: Pick<ServerTls, "authorities" | "revocation"> = { authorities: [], revocation: null };

/** @throws {gateway.forwarded-certificate-malformed} for headers that say nothing that could be believed */
function clientOf(
  { rawHeaders }: Inbound,
  { format }: NonNullable<Sender["hop"]>,
  verify: VerifyForwarded,
): PeerState | Promise<PeerState> {
  const said = forwardedHeaderNames[format].map((name): [string, string[]] => [name, valuesOf(rawHeaders, name)]);
  if (said.every(([, values]) => values.length === 0)) return { state: "none" };
  const key = createHash("sha256").update(JSON.stringify(said)).digest("base64");
  try {
    return verify(key, () => readForwarded(format, (name) => valuesOf(rawHeaders, name)));
  } catch (cause) {
    if (!(cause instanceof SallyportError)) throw cause;
    if (cause.code === "device.certificate-unverified") return { state: "invalid", reason: "UNVERIFIED" };
    throw gatewayErrors.error("gateway.forwarded-certificate-malformed", { cause });
  }
}

function judged(peer: PeerState, own: PeerState, isRequired: boolean): PeerState {
  if (peer.state === "none" && isRequired) return { state: "invalid", reason: noCertificate };
  const isItself =
    peer.state === "verified" && own.state === "verified" && peer.certificate.thumbprint === own.certificate.thumbprint;
  return isItself ? { state: "invalid", reason: "HOP_UNPROVEN" } : peer;
}
