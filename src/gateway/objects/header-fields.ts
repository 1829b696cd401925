import { z } from "zod";
import { assertionHeader, canonicalHeaderName } from "../../device/index.ts";
import { describePlace } from "../config/place.ts";
import { toText } from "../el/values.ts";
import type { BuildContext } from "../heap/model.ts";
import type { RuntimeTemplate } from "../heap/templates.ts";
import type { Exchange, GatewayResponse } from "../http/exchange.ts";
import type { Headers } from "../http/headers.ts";

/** Header fields that a configuration sets: names checked where the file is loaded, values where they are sent. */

/** RFC 9110, section 5.6.2. */
export const headerName = z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}$/, { error: "is no header name" });

export const headerValues = z.record(headerName, z.array(z.string()).max(100));

/** What a header value must not hold: anything that could end it (RFC 9110, section 5.5). */
const unsafe = /[^\t\x20-\x7e\x80-\xff]/;
const longestValue = 16_384;

/** Fields that say where a message ends, or belong to one connection: the gateway writes them itself. */
const framing: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Why a configuration may not set this header, or undefined. */
export function reservedHeader(name: string): string | undefined {
  const canonical = canonicalHeaderName(name);
  if (framing.has(canonical)) return `the gateway writes "${name}" itself`;
  if (canonical === canonicalHeaderName(assertionHeader)) return `only the gateway's own signature stands in "${name}"`;
  return undefined;
}

interface Field {
  readonly name: string;
  readonly value: RuntimeTemplate;
  readonly at: string;
}

/** Fields with expressions, compiled. */
export type HeaderFields = readonly Field[];

/** @throws {gateway.config-invalid} for a header that a configuration may not set, and for a bad expression */
export function headerFields(
  values: z.output<typeof headerValues>,
  context: BuildContext,
  ...path: PropertyKey[]
): HeaderFields {
  return Object.entries(values).flatMap(([name, texts]) => {
    const reserved = reservedHeader(name);
    if (reserved !== undefined) throw context.problem(reserved, ...path, name);
    return texts.map((text, index): Field => {
      const at = describePlace({ ...context.place, path: [...context.place.path, ...path, name, index] });
      return { name, value: context.runtime(text, ...path, name, index), at };
    });
  });
}

/**
 * Names and values in turn. A null value is skipped, and so is one that could end the header and begin another: what a
 * client sent may stand in it.
 */
export function evaluateFields(
  fields: HeaderFields,
  context: BuildContext,
  exchange: Exchange,
  response?: GatewayResponse,
): string[] {
  const raw: string[] = [];
  for (const { name, value, at } of fields) {
    const found = value.value(exchange, response);
    if (found === null) continue;
    const text = toText(found);
    if (isHeaderValue(text)) raw.push(name, text);
    else context.services.log.warn({ at, header: name }, "a header value that is no single line was dropped");
  }
  return raw;
}

export function appendAll(headers: Headers, raw: readonly string[]): void {
  for (let index = 0; index + 1 < raw.length; index += 2) headers.append(raw[index] ?? "", raw[index + 1] ?? "");
}

export function isHeaderValue(text: string): boolean {
  return text.length <= longestValue && !unsafe.test(text);
}
