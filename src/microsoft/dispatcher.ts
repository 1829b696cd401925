import { X509Certificate } from "node:crypto";
import { createSecureContext, rootCertificates } from "node:tls";
import { Agent, type Dispatcher } from "undici";
import { microsoftErrors } from "./errors.ts";
import { defaultTimeouts } from "./timeouts.ts";

export interface DispatcherOptions {
  /** One or more PEM certificates that are trusted besides the roots of Node. */
  readonly ca?: string;
  /** Milliseconds for TCP and TLS together. */
  readonly connectTimeout?: number;
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
 */
export function createMicrosoftDispatcher(options: DispatcherOptions = {}): Dispatcher {
  const timeout = options.connectTimeout ?? defaultTimeouts.connect;
  const trust = options.ca === undefined ? {} : { secureContext: contextTrusting(options.ca) };
  return new Agent({ connections: connectionsPerHost, connect: { timeout, ...trust } });
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
