/** Cipher suites by the names of the standards (JSSE uses them too) and by OpenSSL's. */

/** What is offered when a file names no suites: forward secrecy and authenticated encryption only. */
export const safeCiphers = [
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "TLS_AES_128_GCM_SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
].join(":");

const tls13 = /^TLS_(?:AES_(?:128_GCM_SHA256|256_GCM_SHA384)|CHACHA20_POLY1305_SHA256)$/;
const tls12 = /^TLS_ECDHE_(ECDSA|RSA)_WITH_(AES_128_GCM_SHA256|AES_256_GCM_SHA384|CHACHA20_POLY1305_SHA256)$/;
/** The rest of the standard's names: no forward secrecy, no authenticated encryption, or parameters nobody chose. */
const known = /^(?:TLS|SSL)_[A-Z0-9]+(?:_[A-Za-z0-9]+)*$/;

const ciphersOf: ReadonlyMap<string, string> = new Map([
  ["AES_128_GCM_SHA256", "AES128-GCM-SHA256"],
  ["AES_256_GCM_SHA384", "AES256-GCM-SHA384"],
  ["CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305"],
]);

/**
 * OpenSSL's name of a suite; `weak` for one that exists and is not offered here, `unknown` for anything else.
 *
 * @see RFC 9325, section 4.2
 */
export function cipherSuite(name: string): { readonly name: string } | "weak" | "unknown" {
  if (tls13.test(name)) return { name };
  const [, authentication, cipher = ""] = tls12.exec(name) ?? [];
  const openssl = ciphersOf.get(cipher);
  if (authentication !== undefined && openssl !== undefined) return { name: `ECDHE-${authentication}-${openssl}` };
  return known.test(name) ? "weak" : "unknown";
}
