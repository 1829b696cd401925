import { X509Certificate } from "node:crypto";
import { createSecureContext, rootCertificates } from "node:tls";
import { Agent, type Dispatcher, ProxyAgent } from "undici";
import type { Secret } from "../core/secret.ts";
import { microsoftErrors } from "./errors.ts";
import { defaultTimeouts } from "./timeouts.ts";

export interface DispatcherOptions {
  /** One or more PEM certificates that are trusted besides the roots of Node. */
  readonly ca?: string;
  /** Milliseconds for TCP and TLS together. */
  readonly connectTimeout?: number;
  /** An HTTP proxy that tunnels (`CONNECT`). Microsoft's certificates are still checked from end to end. */
  readonly proxy?: MicrosoftProxy;
}

export interface MicrosoftProxy {
  /** `http://host:port` or `https://host:port`, without user name. */
  readonly origin: string;
  readonly userName?: string;
  readonly password?: Secret;
}

const connectionsPerHost = 32;

/**
 * A connection pool for Entra and Graph. Whoever makes one closes it.
 *
 * @example
 * const dispatcher = createMicrosoftDispatcher({ ca: await readFile("ca.pem", "utf8") });
 * const compliance = createComplianceClient({ clock, random, log, dispatcher });
 *
 * @throws {microsoft.ca-invalid} when `ca` holds no certificate, or one that cannot be read
 * @throws {microsoft.proxy-invalid} when the proxy's origin is none
 */
export function createMicrosoftDispatcher(options: DispatcherOptions = {}): Dispatcher {
  const timeout = options.connectTimeout ?? defaultTimeouts.connect;
  const trust = options.ca === undefined ? {} : { secureContext: contextTrusting(options.ca) };
  const connections = connectionsPerHost;
  if (options.proxy === undefined) return new Agent({ connections, connect: { timeout, ...trust } });
  const { origin, userName, password } = options.proxy;
  const isOrigin = URL.canParse(origin) && /^https?:$/.test(new URL(origin).protocol);
  if (!isOrigin || new URL(origin).username !== "") throw microsoftErrors.error("microsoft.proxy-invalid");
  const credentials = Buffer.from(`${userName}:${password?.reveal() ?? ""}`).toString("base64");
  const token = userName === undefined ? {} : { token: `Basic ${credentials}` };
  return new ProxyAgent({
    uri: origin,
    connections,
    requestTls: { timeout, ...trust },
    connect: { timeout },
    ...token,
  });
}

/** Made once and shared by every connection: reading the roots takes milliseconds. */
function contextTrusting(ca: string): ReturnType<typeof createSecureContext> {
  const certificates = ca.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  // OpenSSL skips what it cannot read in silence, and every call would then fail later and elsewhere.
  if (certificates.length === 0) throw microsoftErrors.error("microsoft.ca-invalid", { detail: "no PEM block found" });
  for (const certificate of certificates) assertReadable(certificate);
  return createSecureContext({ ca: [...rootCertificates, ...certificates] });
}

function assertReadable(certificate: string): void {
  try {
    new X509Certificate(certificate);
  } catch (cause) {
    throw microsoftErrors.error("microsoft.ca-invalid", { detail: "a PEM block is no certificate", cause });
  }
}
