import { LRUCache } from "lru-cache";
import type { VerifiedPeer } from "./vetting.ts";

/**
 * The certificates between a client's own and its authority, by the client's. A resumed connection does not tell them, yet
 * its path is looked for when revocation is asked, when a hop proves itself, and when authorities change. They prove nothing
 * by themselves: whoever looks verifies the path anew.
 */
export interface ChainMemory {
  /** Keeps what came in a full handshake. */
  learn(peer: VerifiedPeer): void;
  /** The same peer, with what an earlier connection told when this one tells nothing. One object per connection. */
  complete(peer: VerifiedPeer): VerifiedPeer;
}

/** All that clients sent may take this many bytes, one client's the second number. */
const most = { chains: 10_000, bytes: 32 * 1024 * 1024, bytesOfOne: 32 * 1024 };

export function createChainMemory(): ChainMemory {
  const chains = new LRUCache<string, readonly Buffer[]>({
    max: most.chains,
    maxSize: most.bytes,
    maxEntrySize: most.bytesOfOne,
    sizeCalculation: (chain) => chain.reduce((sum, der) => sum + der.length, 1),
  });
  const completed = new WeakMap<VerifiedPeer, VerifiedPeer>();
  return {
    learn: ({ certificate, chain }) => {
      if (chain.length > 0) chains.set(certificate.thumbprint, chain);
    },
    complete: (peer) => {
      if (peer.chain.length > 0) return peer;
      const known = completed.get(peer);
      if (known !== undefined) return known;
      const chain = chains.get(peer.certificate.thumbprint);
      if (chain === undefined) return peer;
      const whole: VerifiedPeer = { ...peer, chain };
      completed.set(peer, whole);
      return whole;
    },
  };
}
