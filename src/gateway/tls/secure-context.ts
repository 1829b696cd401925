import { constants, createHash } from "node:crypto";
import { createSecureContext, type SecureContext, type SecureContextOptions, type SecureVersion } from "node:tls";
import type { ServerTls, TlsKey } from "./model.ts";

/** Longest life of a TLS session ticket, in seconds: a resumed connection is not verified again by TLS itself. */
const ticketLifetime = 300;

/**
 * What a listener's TLS is made of. Each context gets ticket keys of its own, so a new one takes no ticket of the last.
 *
 * @param name of the listener: tickets of one are worth nothing at another, even in one process
 */
export function contextOptions(
  name: string,
  tls: ServerTls,
  keys: readonly TlsKey[],
): SecureContextOptions & { minVersion: SecureVersion } {
  return {
    cert: keys.map(({ certificate }) => certificate),
    key: keys.map(({ key }) => key),
    ca: [...tls.authorities],
    minVersion: tls.minVersion,
    maxVersion: tls.maxVersion,
    // Level 2: keys and signatures of 112 bits at least, in client certificates too (no RSA below 2048, no SHA-1).
    ciphers: `${tls.ciphers}:@SECLEVEL=2`,
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    sessionIdContext: sessionContext(name, tls),
    sessionTimeout: ticketLifetime,
  };
}

/** Node gives all listeners of a process one context by default: a ticket of REQUEST would then open REQUIRED. */
export function sessionContext(name: string, tls: Pick<ServerTls, "clientAuth" | "authorities">): string {
  const text = JSON.stringify([name, tls.clientAuth, tls.authorities]);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** Chooses by the name that a client asks for: the exact one, then `*.domain`; undefined for the default. */
export function namedContexts(name: string, tls: ServerTls): (serverName: string) => SecureContext | undefined {
  const contexts = new Map<string, SecureContext>();
  for (const [serverName, key] of tls.named) {
    contexts.set(serverName, createSecureContext(contextOptions(name, tls, [key])));
  }
  return (asked) => {
    const serverName = asked.toLowerCase();
    return contexts.get(serverName) ?? contexts.get(serverName.replace(/^[^.]+/, "*"));
  };
}
