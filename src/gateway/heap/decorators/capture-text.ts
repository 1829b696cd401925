import { STATUS_CODES } from "node:http";
import { entityText } from "../../http/entity.ts";
import { type Exchange, type GatewayResponse, targetText } from "../../http/exchange.ts";
import type { Headers } from "../../http/headers.ts";
import type { Beginning } from "../../http/peek.ts";
import { type Masks, masked, maskedAddress } from "./masks.ts";

/** Messages as a capture shows them. */

export function requestLines(exchange: Exchange, masks: Masks): string {
  const origin = exchange.upstream ?? exchange.externalOrigin;
  const address = maskedAddress(`${origin}${targetText(exchange.target)}`, masks);
  return [`${exchange.method} ${address} HTTP/${exchange.version}`, ...headerLines(exchange.headers, masks)].join("\n");
}

export function responseLines(response: GatewayResponse, masks: Masks): string {
  const reason = STATUS_CODES[response.status] ?? "";
  return [`HTTP/1.1 ${response.status} ${reason}`.trim(), ...headerLines(response.headers, masks)].join("\n");
}

/** What a client of the gateway's own session has in it is nobody else's business: only the names are shown. */
export function contextText(exchange: Exchange, masks: Masks): string {
  const { client, attributes, contexts, session, transactionId } = exchange;
  const { peer } = client;
  return JSON.stringify({
    transactionId,
    client: {
      remoteAddress: client.address,
      remotePort: client.port,
      isSecure: client.secure,
      certificate: peer.state === "verified" ? peer.certificate.subject : null,
    },
    attributes: masked(Object.fromEntries(attributes), masks),
    contexts: Object.fromEntries([...contexts].map(([name, context]) => [name, masked(context, masks)])),
    session: [...session.keys()],
  });
}

/** Without a Content-Type there is nothing to say about a body, and what is no text is not shown. */
export function bodyText(headers: Headers, { bytes, whole }: Beginning): string | null {
  const type = headers.first("content-type");
  if (bytes.length === 0 || type === undefined) return null;
  if (!textual.test(type)) return "[binary entity]";
  const isEncoded = !/^(?:identity)?$/i.test(headers.first("content-encoding") ?? "");
  // Half of something compressed cannot be read.
  const text = isEncoded && !whole ? null : entityText(headers, bytes);
  if (text === null) return "[binary entity]";
  return whole ? text : `${text}[entity truncated]`;
}

const textual =
  /^\s*(?:text\/|application\/(?:json|xml|javascript|ecmascript|x-www-form-urlencoded|graphql|x-ndjson|[\w.-]+\+(?:json|xml)))/i;

const addressHeader = /^(?:location|content-location|referer|link|refresh)$/i;

function headerLines(headers: Headers, masks: Masks): string[] {
  const raw = headers.toRaw();
  const lines: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = "", value = ""] = [raw[index], raw[index + 1]];
    const shown = addressHeader.test(name) ? maskedAddress(value, masks) : value;
    lines.push(`${name}: ${masks.isSecretHeader(name) ? masks.mask : shown}`);
  }
  return lines;
}
