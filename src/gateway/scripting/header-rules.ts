import { assertionHeader, canonicalHeaderName } from "../../device/index.ts";

/** What no script may write into a message, whatever it does. */

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}$/;
/** Anything that could end a field value, NUL included (RFC 9110, section 5.5). */
const unsafe = /[^\t\x20-\x7e\x80-\xff]/;
const longestValue = 16 * 1024;

/** The gateway's own word for a request: only the gateway says it. */
const reserved: ReadonlySet<string> = new Set([assertionHeader, "client-cert", "client-cert-chain"]);

/** They say where a message ends and what its connection does: each side writes them anew. */
const framing: ReadonlySet<string> = new Set([
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
  "expect",
  "http2-settings",
]);

/** Why a script may not set this header, or undefined. */
export function headerProblem(name: string, value: string): string | undefined {
  if (!token.test(name)) return "this is no header name";
  if (reserved.has(canonicalHeaderName(name))) return `only the gateway itself sets ${name}`;
  if (unsafe.test(value)) return `the value of ${name} has a line break or another character that no header may have`;
  return value.length > longestValue ? `the value of ${name} is longer than ${longestValue} characters` : undefined;
}

/** Whether setting or removing this header has no effect, because the gateway writes it anew. */
export function isFraming(name: string): boolean {
  return framing.has(name.toLowerCase());
}
