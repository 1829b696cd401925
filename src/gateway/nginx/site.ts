import { assertionHeader, clientCertificateChainHeader, clientCertificateHeader } from "../../device/index.ts";
import type { NginxOptions } from "../options.ts";
import type { ClientAuth } from "../tls/model.ts";

/** What an nginx in front of the gateway has to know of it. All texts are checked by whoever makes one. */
export interface NginxSite {
  readonly connectors: readonly NginxConnector[];
  /** Origins of the applications that routes send to. */
  readonly origins: readonly string[];
  /** Names of headers that carry an identity: no client's copy passes. Canonical, with `-`. */
  readonly identityHeaders: readonly string[];
  /** Headers that a decision may set, as they are spelt towards the application. */
  readonly settableHeaders: readonly string[];
  /** The Unix socket on which the gateway decides; absolute. */
  readonly socket: string;
  /** Absolute folder that holds this configuration, its certificates and its cache. */
  readonly folder: string;
  /** PEM file with the authorities of applications that are reached by TLS. */
  readonly upstreamAuthorities: string;
  /** Account that nginx's workers run as; it must be able to use the socket. */
  readonly user: string | null;
  readonly bodyBytes: number;
  readonly headerBytes: number;
}

export interface NginxConnector {
  readonly host: string;
  readonly port: number;
  readonly tls: NginxTls | null;
}

/** Files of the folder. */
export interface NginxTls {
  readonly clientAuth: ClientAuth;
  readonly keys: readonly { readonly certificate: string; readonly key: string }[];
  /** Authorities of client certificates; null with `NONE`. */
  readonly authorities: string | null;
  readonly protocols: readonly string[];
  /** OpenSSL's names, joined by colons. */
  readonly ciphers: string;
  readonly http2: boolean;
}

/** Headers whose values a decision carries, each by its place in this list: the gateway and its nginx must agree on it. */
export function settableHeaders({ identityHeaders, headers }: NginxOptions): readonly string[] {
  const always = ["Cookie", assertionHeader, clientCertificateHeader, clientCertificateChainHeader];
  const seen = new Set<string>();
  return [...always, "X-ForgeRock-TransactionId", ...identityHeaders, ...headers].filter((name) => {
    const isNew = !seen.has(name.toLowerCase());
    seen.add(name.toLowerCase());
    return isNew;
  });
}
