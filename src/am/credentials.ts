import type { Caller } from "./caller.ts";
import { decodeEncodedWords } from "./encoded-words.ts";

/** Headers that prove who somebody is. They are kept apart, so that no script or trace ever meets one by chance. */

const wellKnown: ReadonlySet<string> = new Set(["authorization", "proxy-authorization"]);
const ownPrefix = "x-openam-";
const longestCredential = 1024;

/** The header names that nodes read credentials from; they may change while the server runs. */
export interface CredentialHeaders {
  /** @param name in lower case */
  has(name: string): boolean;
}

function isCredentialHeader(name: string, configured: CredentialHeaders): boolean {
  return wellKnown.has(name) || name.startsWith(ownPrefix) || configured.has(name);
}

/** The headers of a request, and apart from them the credentials that it carries. */
export function partHeaders(
  caller: Caller,
  configured: CredentialHeaders,
): { readonly plain: Map<string, readonly string[]>; readonly credentials: ReadonlyMap<string, string> } {
  const plain = new Map<string, readonly string[]>();
  const credentials = new Map<string, string>();
  for (const [name, values] of caller.headers) {
    if (isCredentialHeader(name, configured)) {
      const value = credentialOf(caller, name);
      if (value !== null) credentials.set(name, value);
    } else {
      plain.set(name, values);
    }
  }
  return { plain, credentials };
}

/** The decoded value of a header that was sent exactly once: of two copies nobody knows which one was meant. */
export function credentialOf(caller: Caller, name: string): string | null {
  const [value, second] = caller.headers.get(name) ?? [];
  if (value === undefined || second !== undefined || value.length > longestCredential * 4) return null;
  const decoded = decodeEncodedWords(value);
  return decoded === "" || decoded.length > longestCredential ? null : decoded;
}
