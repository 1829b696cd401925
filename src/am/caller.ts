import type { ExternalOrigin } from "../device/index.ts";
import type { PeerClaims } from "../journey/index.ts";

/** What the server believes about who sent a request. Nothing past the intake looks at the raw request again. */
export interface Caller {
  /** The client's address, as the gateway's assertion or the socket proves it. */
  readonly clientIp: string;
  /** `x5t#S256` of the client certificate that the gateway verified, or null. */
  readonly certificate: string | null;
  /** That certificate (DER) and its chain, when the gateway sent them along. */
  readonly clientCertificates: readonly Buffer[];
  /** The socket's other end, and the identity headers that it sent without an assertion. */
  readonly peer: PeerClaims;
  /** Under which address the gateway was called, or null for a client that came directly. */
  readonly external: ExternalOrigin | null;
  /** By lower-case name, every copy by itself. Identity headers are here only if they are proved. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

/** The first copy of a header. */
export function headerOf(caller: Caller, name: string): string | undefined {
  return caller.headers.get(name)?.[0];
}
