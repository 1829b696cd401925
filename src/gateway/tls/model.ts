/** What TLS is made of. Sources can be asked again: certificates, keys and lists change while the gateway runs. */

/** PEM of a certificate chain, its own first, and of its key. */
export interface TlsKey {
  readonly certificate: string;
  readonly key: string;
}

export type ClientAuth = "NONE" | "REQUEST" | "REQUIRED";
export type TlsVersion = "TLSv1.2" | "TLSv1.3";

/** What both sides of a connection choose from. */
export interface TlsProtocol {
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  /** OpenSSL's names, joined by colons. */
  readonly ciphers: string;
}

/** How one finds out whether an authority has taken a certificate back. Sources are asked in this order. */
export interface RevocationSettings {
  /** DER of certificate revocation lists; they are read before the network is asked. */
  readonly lists: readonly Buffer[];
  /** `address` overrides the responder that the certificate names; null asks no responder. */
  readonly ocsp: { readonly address: URL | undefined } | null;
  /** Whether lists are fetched from the distribution points of the certificate. */
  readonly distributionPoints: boolean;
}

/** Whose certificates count. */
export interface Trust {
  /** PEM certificates of authorities. */
  readonly authorities: readonly string[];
  /** Null accepts certificates without asking whether they were taken back. */
  readonly revocation: RevocationSettings | null;
  /** Accepts whatever certificate comes. Only for connections to applications, and only while developing. */
  readonly anybody: boolean;
}

/** Whose certificates count at a connector: never anybody's. */
export type ClientTrust = Pick<Trust, "authorities" | "revocation">;

/** How a connector speaks TLS. */
export interface ServerTls extends TlsProtocol {
  readonly clientAuth: ClientAuth;
  /** For clients that ask for no name, or for one that is not listed; one RSA and one EC key may stand side by side. */
  readonly keys: readonly TlsKey[];
  /** By server name in lower case: exact, or `*.domain`. */
  readonly named: ReadonlyMap<string, TlsKey>;
  readonly authorities: readonly string[];
  readonly revocation: RevocationSettings | null;
  /** Whether HTTP/2 is offered. */
  readonly http2: boolean;
}

/** How a handler speaks TLS with applications. */
export interface ClientTls extends TlsProtocol {
  /** Client certificates to show. */
  readonly keys: readonly TlsKey[];
  /** PEM; undefined trusts the public authorities and those of the deployment. */
  readonly authorities: readonly string[] | undefined;
  /** Accept any certificate: refused in production. */
  readonly anybody: boolean;
  /** Whether the name in the certificate must be the name that was asked for. */
  readonly checkNames: boolean;
}
