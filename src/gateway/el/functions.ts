import { createHash } from "node:crypto";
import { readCertificate } from "./certificate.ts";
import { base64Bytes, componentEncoders, formDecode, formEncode, percentDecode } from "./encodings.ts";
import { filesBelow, fileUrl, parseProperties } from "./files.ts";
import { ipMatch } from "./ip-match.ts";
import { areEqual, type ElValue, elToJson, fromBytes, fromJson, isElObject, toText } from "./values.ts";

/** The functions of the expression language (facts: OpenIG's Functions class; PingGateway documentation, "Functions"). */

export interface ElFunction {
  readonly least: number;
  readonly most: number;
  /** Whether the same arguments always give the same value, so that it can be computed when the file is loaded. */
  readonly pure: boolean;
  call(args: readonly ElValue[]): ElValue;
}

type Call = ElFunction["call"];

const of = (count: number, call: Call): ElFunction => ({ least: count, most: count, pure: true, call });

/** A function of one text; null stays null. */
const ofText = (change: (value: string) => ElValue): ElFunction =>
  of(1, ([value]) => (value == null ? null : change(toText(value))));

/** A function of two texts; null when the first is. */
const ofTexts = (change: (value: string, other: string) => ElValue): ElFunction =>
  of(2, ([value, other]) => (value == null ? null : change(toText(value), toText(other ?? null))));

/** A function of bytes, or of the UTF-8 of a text; null stays null. */
const ofBytes = (change: (value: Buffer) => ElValue): ElFunction =>
  of(1, ([value]) => (value == null ? null : change(bytesOf(value))));

const impure = (callee: ElFunction): ElFunction => ({ ...callee, pure: false });

/** @param directory the gateway's directory: files are read below it only */
export function elFunctions(directory: string): ReadonlyMap<string, ElFunction> {
  return new Map([...pureFunctions, ...fileFunctions(directory)]);
}

const pureFunctions: readonly (readonly [string, ElFunction])[] = [
  ["array", { least: 0, most: 100, pure: true, call: (args) => args }],
  ["bool", of(1, ([value]) => value != null && toText(value).toLowerCase() === "true")],
  ["contains", of(2, ([from, value]) => contains(from ?? null, value ?? null))],
  ["decodeBase64", ofText((value) => base64Bytes(value, "base64")?.toString("utf8") ?? null)],
  ["decodeBase64url", ofText((value) => base64Bytes(value, "base64url")?.toString("utf8") ?? null)],
  ["derCertificate", ofText((value) => (value.includes("-----") ? null : readCertificate(value)))],
  ["digestSha256", ofBytes((value) => fromBytes(createHash("sha256").update(value).digest()))],
  ["encodeBase64", ofBytes((value) => value.toString("base64"))],
  ["encodeBase64url", ofBytes((value) => value.toString("base64url"))],
  ["escapeJson", ofText((value) => JSON.stringify(value).slice(1, -1))],
  ["formDecodeParameterNameOrValue", ofText(formDecode)],
  ["formEncodeParameterNameOrValue", ofText(formEncode)],
  ["indexOf", of(2, ([from, value]) => (from == null || value == null ? -1 : toText(from).indexOf(toText(value))))],
  ["integer", ofText((value) => integer(value, 10))],
  ["integerWithRadix", of(2, ([value, radix]) => (value == null ? null : integer(toText(value), Number(radix))))],
  ["ipMatch", of(2, ([ip, cidr]) => ip != null && cidr != null && ipMatch(toText(ip), toText(cidr)))],
  ["join", of(2, ([list, by]) => (Array.isArray(list) ? list.map(toText).join(toText(by ?? null)) : null))],
  ["lastElement", of(1, ([list]) => (Array.isArray(list) ? (list.at(-1) ?? null) : null))],
  ["length", of(1, ([value]) => length(value ?? null))],
  ["pemCertificate", ofText((value) => (value.includes("-----BEGIN") ? readCertificate(value) : null))],
  ["toJson", of(1, ([value]) => JSON.stringify(elToJson(value ?? null)))],
  ["toLowerCase", ofText((value) => value.toLowerCase())],
  ["toString", ofText((value) => value)],
  ["toUpperCase", ofText((value) => value.toUpperCase())],
  ["trim", ofText((value) => value.trim())],
  ["urlDecode", ofText(formDecode)],
  ["urlEncode", ofText(formEncode)],
  ...[...componentEncoders].flatMap(([part, encode]): [string, ElFunction][] => [
    [`urlEncode${part}`, ofText(encode)],
    [`urlDecode${part}`, ofText(percentDecode)],
  ]),
];

function fileFunctions(directory: string): readonly (readonly [string, ElFunction])[] {
  const read = filesBelow(directory);
  const url = ofText((value) => fileUrl(directory, value));
  return [
    ["fileToUrl", url],
    ["pathToUrl", url],
    ["read", impure(ofText((file) => read(file)?.toString("utf8") ?? null))],
    ["readWithCharset", impure(ofTexts((file, charset) => decoded(read(file), charset)))],
    ["readProperties", impure(ofText((file) => properties(read(file))))],
  ];
}

function bytesOf(value: ElValue): Buffer {
  return (value !== null && isElObject(value) ? value.bytes : undefined) ?? Buffer.from(toText(value), "utf8");
}

function contains(from: ElValue, value: ElValue): boolean {
  if (from === null) return false;
  if (Array.isArray(from)) return from.some((item) => typeof item === typeof value && areEqual(item, value));
  if (isElObject(from)) return value !== null && from.keys().includes(toText(value));
  return value !== null && toText(from).includes(toText(value));
}

function length(value: ElValue): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return isElObject(value) ? (value.bytes ?? value.keys()).length : 0;
}

/** Java's `Integer.valueOf(text, radix)`; null for what it would not read. */
function integer(text: string, radix: number): number | null {
  if (!Number.isInteger(radix) || radix < 2 || radix > 36 || !/^[+-]?[0-9a-z]{1,33}$/i.test(text)) return null;
  const digits = text.replace(/^[+-]/, "");
  if ([...digits].some((digit) => Number.isNaN(Number.parseInt(digit, radix)))) return null;
  const value = Number.parseInt(text, radix);
  return value >= -(2 ** 31) && value < 2 ** 31 ? value : null;
}

function decoded(bytes: Buffer | null, charset: string): string | null {
  if (bytes === null) return null;
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch (problem) {
    // A charset that nobody knows.
    if (problem instanceof RangeError) return null;
    throw problem;
  }
}

function properties(bytes: Buffer | null): ElValue {
  return bytes === null ? null : fromJson(Object.fromEntries(parseProperties(bytes.toString("latin1"))));
}
