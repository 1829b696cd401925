import { isIP } from "node:net";
import type { SecureContext } from "node:tls";
import { Client, ResultCodeError } from "ldapts";
import type { Clock } from "../../core/clock.ts";
import { describeError, SallyportError } from "../../core/errors.ts";
import type { Secret } from "../../core/secret.ts";
import { nodeErrors } from "../errors.ts";
import type { LdapConfig } from "./config.ts";

/** What connections need besides a node's settings. */
export interface Surroundings {
  readonly clock: Clock;
  /** What servers are checked with. */
  readonly trust: SecureContext;
  /** The same with a certificate and key, PEM, to show. */
  readonly trustAs: (identity: string) => SecureContext;
  readonly secret: (label: string) => Secret | null;
}

const connectTimeout = 3000;
/** Milliseconds after which no further server is tried. */
const longestSearch = 12_000;
const busyOrDown: readonly number[] = [51, 52];

/**
 * Connects to the first server that answers, protected as the settings say, and signed in as who may search.
 *
 * @throws {nodes.directory-unavailable} when none does; {nodes.directory-misconfigured}
 */
export async function connect(config: LdapConfig, surroundings: Surroundings): Promise<Client> {
  const problems: string[] = [];
  const began = surroundings.clock.elapsed();
  const tls = tlsOptions(config, surroundings);
  for (const server of [...config.primaryServers, ...config.secondaryServers]) {
    if (surroundings.clock.elapsed() - began > longestSearch) break;
    const address = serverAddress(server);
    const { host, client } = clientOf(address, config, tls);
    try {
      await within(connectTimeout + operationTimeout(config), prepare(client, config, { ...tls, ...serverName(host) }));
      return client;
    } catch (cause) {
      disconnect(client);
      if (cause instanceof SallyportError) throw cause;
      if (cause instanceof ResultCodeError && !busyOrDown.includes(cause.code)) throw misconfigured(address, cause);
      problems.push(`${address}: ${describeError(cause).slice(0, 200)}`);
    }
  }
  throw nodeErrors.error("nodes.directory-unavailable", { detail: problems.join("; ").slice(0, 2000) });
}

async function prepare(client: Client, config: LdapConfig, tls: TlsOptions): Promise<void> {
  if (config.ldapConnectionMode === "START_TLS") await client.startTLS(tls);
  await signIn(client, config);
}

/** A handshake that the server never finishes has no other end. */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("timed out")), milliseconds);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Says goodbye without waiting for an answer. */
export function disconnect(client: Client): void {
  // Whatever goes wrong in a farewell, the connection is gone after it.
  client.unbind().catch(() => undefined);
}

/** Milliseconds for one operation. */
function operationTimeout({ ldapOperationsTimeout }: LdapConfig): number {
  return Math.min(ldapOperationsTimeout || 5, 20) * 1000;
}

/** `host`, `host:port` or `[::1]:port`; PingAM lets the name of one of its own servers come first: `am1|host:port`. */
function serverAddress(server: string): string {
  return server.slice(server.lastIndexOf("|") + 1).trim();
}

type TlsOptions = ReturnType<typeof tlsOptions>;

function clientOf(address: string, config: LdapConfig, tls: TlsOptions): { host: string; client: Client } {
  const isSecure = config.ldapConnectionMode === "LDAPS";
  const url = `${isSecure ? "ldaps" : "ldap"}://${address}`;
  if (!/^(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(:\d{1,5})?$/.test(address) || !URL.canParse(url)) {
    throw nodeErrors.error("nodes.directory-misconfigured", { detail: `"${address}" is not host:port` });
  }
  const timeouts = { timeout: operationTimeout(config), connectTimeout };
  const host = new URL(url).hostname.replaceAll(/[[\]]/g, "");
  return { host, client: new Client({ url, ...timeouts, ...(isSecure ? { tlsOptions: tls } : {}) }) };
}

function tlsOptions(config: LdapConfig, { secret, trust, trustAs }: Surroundings) {
  return {
    secureContext: config.mtlsEnabled ? trustAs(clientIdentity(config, secret)) : trust,
    rejectUnauthorized: !config.trustAllServerCertificates,
  };
}

function clientIdentity(config: LdapConfig, secret: Surroundings["secret"]): string {
  const identity = config.mtlsSecretLabel ? secret(config.mtlsSecretLabel) : null;
  if (identity !== null && config.ldapConnectionMode !== "LDAP") return identity.reveal();
  const detail = identity === null ? "no secret with certificate and key for mTLS" : "mTLS needs LDAPS or START_TLS";
  throw nodeErrors.error("nodes.directory-misconfigured", { detail });
}

/** The name that the certificate must carry; an address is checked as such, and is never sent as a name. */
function serverName(host: string) {
  return isIP(host) === 0 ? { host, servername: host } : { host };
}

async function signIn(client: Client, { adminDn, adminPassword, mtlsEnabled }: LdapConfig): Promise<void> {
  if (mtlsEnabled) return client.bind("EXTERNAL");
  if (!adminDn) return client.bind("", "");
  // RFC 4513, 5.1.2: a name without a password would be let in as nobody.
  if (adminPassword === null)
    throw nodeErrors.error("nodes.directory-misconfigured", { detail: "no password for the bind user" });
  return client.bind(adminDn, adminPassword.reveal());
}

function misconfigured(address: string, cause: ResultCodeError) {
  const detail = `${address} refuses the connection or the bind user (LDAP result ${cause.code})`;
  return nodeErrors.error("nodes.directory-misconfigured", { detail, cause });
}
