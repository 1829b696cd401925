import { createHash, hkdfSync } from "node:crypto";
import type { Secret } from "../../core/secret.ts";
import type { ServerTls } from "./model.ts";

/** What the processes of one gateway make the keys of their session tickets from: a ticket of one is good at another. */
export interface TicketSecret {
  /** At least 256 bits, base64. It lives in memory only. */
  current(): Secret;
  /** Calls when there is another one. @returns what to call to hear no more */
  watch(listener: () => void): () => void;
}

/**
 * The 48 bytes that node wants. They differ wherever anything differs that a full handshake would look at: name of the
 * listener, certificates, authorities, revocation. So no ticket outlives a change, or is worth anything elsewhere.
 *
 * @param own what only this process knows, for tickets that are good at it alone
 */
export function ticketKeys(secret: Secret, name: string, tls: ServerTls, own: Buffer = Buffer.alloc(0)): Buffer {
  const hash = createHash("sha256");
  const { keys, named, revocation, ...rest } = tls;
  const certificates = [...keys, ...named.values()].map(({ certificate }) => certificate);
  const { lists = [], ...sources } = revocation ?? {};
  hash.update(JSON.stringify([name, rest, [...named.keys()], certificates, sources, lists.length]));
  for (const list of lists) hash.update(createHash("sha256").update(list).digest());
  return Buffer.from(hkdfSync("sha256", Buffer.from(secret.reveal(), "base64"), own, hash.digest(), 48));
}
