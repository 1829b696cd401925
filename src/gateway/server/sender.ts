import type { ForwardedFormat, PeerState } from "../../device/index.ts";
import type { Inbound } from "./inbound.ts";

/** Who sends a request. */
export interface Sender {
  readonly peer: PeerState;
  /**
   * Set when a trusted hop said so: the connection is the hop's, and other clients' requests come over it. Null when the
   * connection itself proves it.
   */
  readonly hop: { readonly format: ForwardedFormat } | null;
}

/** A promise only while an authority must be asked. */
export type SenderOf = (inbound: Inbound) => Sender | Promise<Sender>;

/** The reason of a peer that is invalid because it showed no certificate where one is required. */
export const noCertificate = "NO_CERTIFICATE";

/** A sender whose connection proves who it is. */
export function direct(peer: PeerState | Promise<PeerState>): Sender | Promise<Sender> {
  return peer instanceof Promise ? peer.then((found) => ({ peer: found, hop: null })) : { peer, hop: null };
}
