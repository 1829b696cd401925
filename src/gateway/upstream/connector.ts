import { checkServerIdentity, rootCertificates } from "node:tls";
import { buildConnector } from "undici";
import type { ClientTls } from "../tls/model.ts";

export interface ConnectorOptions {
  /** Milliseconds until a connection must stand. */
  readonly connectTimeout: number;
  /** PEM of authorities to trust besides node's own list; for applications under a private CA. */
  readonly ca: string | undefined;
  /** Null speaks TLS with what the runtime has, and shows no certificate. */
  readonly tls: ClientTls | null;
  /** `host:port` → `address:port`. */
  readonly resolve: Readonly<Record<string, string>>;
}

/**
 * Makes connections to one origin. Whatever address it is reached at, and whatever `Host` a request carries, the name in
 * its certificate must be the name in the origin.
 */
export function connectorTo(origin: string, options: ConnectorOptions): buildConnector.connector {
  const { protocol, hostname, port } = new URL(origin);
  const connect = buildConnector({ timeout: options.connectTimeout, ...tlsOptions(bare(hostname), options) });
  const asked = `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
  const address = options.resolve[asked];
  if (address === undefined) return connect;
  const colon = address.lastIndexOf(":");
  const reached = { hostname: bare(address.slice(0, colon)), port: address.slice(colon + 1) };
  return (wanted, done) => connect({ ...wanted, ...reached }, done);
}

/** The name for TLS (RFC 6066 knows no addresses), which must never come from a request. */
export function serverNameOf(origin: string): string | null {
  const { protocol, hostname } = new URL(origin);
  return protocol === "https:" && !/^[\d.]+$|^\[/.test(hostname) ? hostname : null;
}

function tlsOptions(hostname: string, { ca, tls }: ConnectorOptions): buildConnector.BuildOptions {
  const authorities = tls?.authorities ?? (ca === undefined ? undefined : [...rootCertificates, ca]);
  const trusted = authorities === undefined ? {} : { ca: [...authorities] };
  const named = {
    checkServerIdentity: (_name: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
      tls?.checkNames === false ? undefined : checkServerIdentity(hostname, certificate),
  };
  if (tls === null) return { ...trusted, ...named };
  const { keys, minVersion, maxVersion, ciphers, anybody } = tls;
  return {
    ...trusted,
    ...named,
    ...(keys.length === 0 ? {} : { cert: keys.map(({ certificate }) => certificate), key: keys.map(({ key }) => key) }),
    ...(ciphers === undefined ? {} : { ciphers }),
    minVersion,
    maxVersion,
    rejectUnauthorized: !anybody,
  };
}

/** An IPv6 address without its brackets. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}
