import { createHash } from "node:crypto";
import { type ElValue, isElObject, toText } from "./values.ts";

/** The functions of the expression language (facts: OpenIG's Functions class; PingGateway documentation, "Functions"). */

export interface ElFunction {
  readonly least: number;
  readonly most: number;
  call(args: readonly ElValue[]): ElValue;
}

const text =
  (change: (value: string) => ElValue): ElFunction["call"] =>
  ([value]) =>
    value === undefined || value === null ? null : change(toText(value));

const of = (count: number, call: ElFunction["call"]): ElFunction => ({ least: count, most: count, call });

export const elFunctions: ReadonlyMap<string, ElFunction> = new Map<string, ElFunction>([
  ["contains", of(2, ([from, value]) => contains(from ?? null, value ?? null))],
  ["indexOf", of(2, ([from, value]) => (from == null || value == null ? -1 : toText(from).indexOf(toText(value))))],
  ["join", of(2, ([list, by]) => (Array.isArray(list) ? list.map(toText).join(toText(by ?? null)) : null))],
  ["length", of(1, ([value]) => length(value ?? null))],
  ["array", { least: 0, most: 100, call: (args) => args }],
  ["lastElement", of(1, ([list]) => (Array.isArray(list) ? (list.at(-1) ?? null) : null))],
  [
    "toLowerCase",
    of(
      1,
      text((value) => value.toLowerCase()),
    ),
  ],
  [
    "toUpperCase",
    of(
      1,
      text((value) => value.toUpperCase()),
    ),
  ],
  [
    "trim",
    of(
      1,
      text((value) => value.trim()),
    ),
  ],
  [
    "toString",
    of(
      1,
      text((value) => value),
    ),
  ],
  ["bool", of(1, ([value]) => value != null && toText(value).toLowerCase() === "true")],
  [
    "integer",
    of(
      1,
      text((value) => (/^[+-]?\d{1,15}$/.test(value) ? Number(value) : null)),
    ),
  ],
  [
    "encodeBase64",
    of(
      1,
      text((value) => Buffer.from(value, "utf8").toString("base64")),
    ),
  ],
  [
    "encodeBase64url",
    of(
      1,
      text((value) => Buffer.from(value, "utf8").toString("base64url")),
    ),
  ],
  [
    "decodeBase64",
    of(
      1,
      text((value) => Buffer.from(value, "base64").toString("utf8")),
    ),
  ],
  [
    "decodeBase64url",
    of(
      1,
      text((value) => Buffer.from(value, "base64url").toString("utf8")),
    ),
  ],
  [
    "digestSha256",
    of(
      1,
      text((value) => createHash("sha256").update(value).digest("base64url")),
    ),
  ],
  ["urlEncode", of(1, text(formEncode))],
  ["formEncodeParameterNameOrValue", of(1, text(formEncode))],
  ["urlDecode", of(1, text(formDecode))],
  ["formDecodeParameterNameOrValue", of(1, text(formDecode))],
]);

/** Functions that PingGateway has and this gateway not yet: the message differs from that for a misspelt one. */
export const laterFunctions: ReadonlySet<string> = new Set(
  (
    "derCertificate escapeJson fileToUrl integerWithRadix ipMatch keyMatch pathToUrl pemCertificate read " +
    "readProperties readWithCharset toJson urlDecodeFragment urlDecodePathElement urlDecodeQueryParameterNameOrValue " +
    "urlDecodeUserInfo urlEncodeFragment urlEncodePathElement urlEncodeQueryParameterNameOrValue urlEncodeUserInfo"
  ).split(" "),
);

function contains(from: ElValue, value: ElValue): boolean {
  if (from === null) return false;
  if (Array.isArray(from)) return from.some((item) => item === value);
  if (isElObject(from)) return value !== null && from.keys().includes(toText(value));
  return value !== null && toText(from).includes(toText(value));
}

function length(value: ElValue): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return isElObject(value) ? value.keys().length : 0;
}

function formEncode(value: string): string {
  return new URLSearchParams([["", value]]).toString().slice(1);
}

/** Null for a text with broken escapes, because half of a decoded value is worse than none. */
function formDecode(value: string): string | null {
  const spaced = value.replaceAll("+", " ");
  return /%(?![0-9a-fA-F]{2})/.test(spaced) ? null : Buffer.from(percentBytes(spaced)).toString("utf8");
}

function percentBytes(value: string): number[] {
  const bytes: number[] = [];
  for (const part of value.match(/%[0-9a-fA-F]{2}|[^%]+/g) ?? []) {
    if (part.startsWith("%")) bytes.push(Number.parseInt(part.slice(1), 16));
    else bytes.push(...Buffer.from(part, "utf8"));
  }
  return bytes;
}
