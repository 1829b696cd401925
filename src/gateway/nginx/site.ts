import { assertionHeader, clientCertificateChainHeader, clientCertificateHeader } from "../../device/index.ts";
import type { Listener } from "../config/admin.ts";
import { invalidAt } from "../config/place.ts";
import type { NginxOptions } from "../options.ts";
import type { ClientAuth } from "../tls/model.ts";

/** What an nginx in front of the gateway has to know of it. All texts are checked by whoever makes one. */
export interface NginxSite {
  readonly connectors: readonly NginxConnector[];
  /** Origins of the applications that routes send to. */
  readonly origins: readonly string[];
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

/**
 * A client's headers that nginx passes on by itself. A request with any other is handed over, and when a decision is still
 * remembered such a header does not pass: what is not listed reaches no application past the gateway.
 */
export const carriedHeaders: readonly string[] = [
  ...["Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization", "Cache-Control"],
  ...["Content-Encoding", "Content-Language", "Content-Type", "DNT", "If-Match", "If-Modified-Since", "If-None-Match"],
  ...["If-Range", "If-Unmodified-Since", "Origin", "Pragma", "Priority", "Range", "Referer", "Save-Data", "Sec-CH-UA"],
  ...["Sec-CH-UA-Mobile", "Sec-CH-UA-Platform", "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-Fetch-User"],
  ...["Sec-GPC", "Upgrade-Insecure-Requests", "User-Agent", "X-CSRF-Token", "X-Requested-With", "X-XSRF-TOKEN"],
];

/** @throws {gateway.config-invalid} for what connectors can and nginx in their place cannot */
export function checkListeners(listeners: readonly Pick<Listener, "trustedHops">[]): void {
  if (listeners.every(({ trustedHops }) => trustedHops.length === 0)) return;
  const place = { file: "admin.json", path: ["connectors"] };
  throw invalidAt(place, "trustedHops are not supported with nginx in front yet: its clients come directly");
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
