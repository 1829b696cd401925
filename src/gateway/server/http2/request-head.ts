import type { SallyportError } from "../../../core/errors.ts";
import { gatewayErrors } from "../../errors.ts";
import type { RequestHead } from "../../http/request-checks.ts";

/** Fields that HTTP/2 does not have (RFC 9113, section 8.2.2); behind a gateway that speaks HTTP/1.1 they would be framing. */
const forbidden: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);
const pseudo: ReadonlySet<string> = new Set([":method", ":path", ":scheme", ":authority"]);

/**
 * The head of a request of HTTP/2, as HTTP/1.1 would say it: `:authority` as Host, and the crumbs of `cookie` joined. What
 * follows checks both in the same way.
 *
 * @param raw name, value, name, value
 * @throws {gateway.headers-too-large} {@link gatewayErrors}
 * @throws {gateway.request-malformed} for what RFC 9113, section 8.3, forbids
 */
export function http2Head(raw: readonly string[], mostBytes: number): RequestHead {
  const bytes = raw.reduce((sum, text) => sum + text.length, 0);
  if (bytes > mostBytes) throw gatewayErrors.error("gateway.headers-too-large");
  const said = new Map<string, string>();
  const fields: string[] = [];
  const cookies: string[] = [];
  const hosts: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const value = raw[index + 1] ?? "";
    if (name.startsWith(":")) {
      if (!pseudo.has(name) || said.has(name)) throw malformed("has wrong pseudo-header fields");
      said.set(name, value);
    } else if (forbidden.has(name) || (name === "te" && value !== "trailers")) {
      throw malformed(`has the field ${name}, which HTTP/2 forbids`);
    } else if (/[^\x21-\x39\x3b-\x40\x5b-\x7e]/.test(name)) {
      throw malformed("has a field name that HTTP/2 forbids");
    } else if (name === "cookie") cookies.push(value);
    else if (name === "host") hosts.push(value);
    else fields.push(name, value);
  }
  const host = hostOf(said.get(":authority"), hosts);
  if (said.get(":scheme") !== "https") throw malformed("has a scheme other than https");
  const cookie = cookies.length === 0 ? [] : ["cookie", cookies.join("; ")];
  return {
    method: said.get(":method") ?? "",
    url: said.get(":path") ?? "",
    httpVersion: "2.0",
    rawHeaders: ["host", host, ...fields, ...cookie],
  };
}

/** `host` may be there besides `:authority`, but only to say the same. */
function hostOf(authority: string | undefined, hosts: readonly string[]): string {
  const [host, ...others] = authority === undefined ? hosts : [authority, ...hosts];
  if (host === undefined) throw malformed("names no host");
  if (others.some((other) => other.toLowerCase() !== host.toLowerCase())) throw malformed("names two hosts");
  return host;
}

function malformed(what: string): SallyportError {
  return gatewayErrors.error("gateway.request-malformed", { message: `The request ${what}.` });
}
