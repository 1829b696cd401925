/** Distinguished names as text: RFC 4514, and what RFC 2253 writers still add to it (`;`, quoted values, blanks). */

export interface DistinguishedAttribute {
  /** Upper-case keyword or dotted object identifier without `OID.`. */
  readonly type: string;
  /** The text, or `undefined` for a `#hex` value. */
  readonly value: string | undefined;
}

/** A value and where reading stopped. */
interface Scanned {
  readonly value: string | undefined;
  readonly next: number;
}

const typePattern = /^ *(?:OID\.)?([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+) *= */i;
const hexPattern = /^#(?:[0-9A-Fa-f]{2})+/;
const separators = ",;+";
const backslash = 0x5c;
const escapable = ' "#+,;<=>\\';

/**
 * The attributes of a name in the order of the text, multi-valued parts flattened; `undefined` when the text is no name.
 */
export function parseDistinguishedName(text: string): readonly DistinguishedAttribute[] | undefined {
  const attributes: DistinguishedAttribute[] = [];
  let at = 0;
  while (true) {
    const [prefix, type] = typePattern.exec(text.slice(at)) ?? [];
    if (prefix === undefined || type === undefined) return undefined;
    const scanned = scanValue(text, at + prefix.length);
    if (scanned === undefined) return undefined;
    attributes.push({ type: type.toUpperCase(), value: scanned.value });
    const end = skipBlanks(text, scanned.next);
    if (end >= text.length) return attributes;
    if (!separators.includes(text.charAt(end))) return undefined;
    at = end + 1;
  }
}

function scanValue(text: string, start: number): Scanned | undefined {
  const first = text.charAt(start);
  if (first === '"') return scanQuoted(text, start + 1);
  if (first !== "#") return scanPlain(text, start);
  const [hex] = hexPattern.exec(text.slice(start)) ?? [];
  return hex === undefined ? undefined : { value: undefined, next: start + hex.length };
}

function scanQuoted(text: string, start: number): Scanned | undefined {
  const bytes: number[] = [];
  let at = start;
  while (at < text.length && text.charAt(at) !== '"') {
    const next = scanCharacter(text, at, bytes);
    if (next === undefined) return undefined;
    at = next;
  }
  const value = at < text.length ? decode(bytes) : undefined;
  return value === undefined ? undefined : { value, next: at + 1 };
}

function scanPlain(text: string, start: number): Scanned | undefined {
  const bytes: number[] = [];
  let at = start;
  let significant = 0;
  while (at < text.length && !separators.includes(text.charAt(at))) {
    const character = text.charAt(at);
    if ('"<>'.includes(character)) return undefined;
    const next = scanCharacter(text, at, bytes);
    if (next === undefined) return undefined;
    if (character !== " ") significant = bytes.length;
    at = next;
  }
  const value = decode(bytes.slice(0, significant));
  return value === undefined ? undefined : { value, next: at };
}

/** Appends the UTF-8 bytes of one character or escape; returns where the next one starts. */
function scanCharacter(text: string, at: number, bytes: number[]): number | undefined {
  const code = text.charCodeAt(at);
  if (code < 0x80 && code !== backslash) {
    bytes.push(code);
    return at + 1;
  }
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (code !== backslash) {
    bytes.push(...Buffer.from(character));
    return at + character.length;
  }
  const pair = text.slice(at + 1, at + 3);
  if (/^[0-9A-Fa-f]{2}$/.test(pair)) {
    bytes.push(Number.parseInt(pair, 16));
    return at + 3;
  }
  const escaped = text.charAt(at + 1);
  if (escaped === "" || !escapable.includes(escaped)) return undefined;
  bytes.push(escaped.charCodeAt(0));
  return at + 2;
}

function decode(bytes: readonly number[]): string | undefined {
  const raw = Buffer.from(bytes);
  const text = raw.toString("utf8");
  return Buffer.from(text).equals(raw) ? text : undefined;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (text.charAt(at) === " ") at += 1;
  return at;
}

/**
 * A value for a name's text. Control and non-ASCII characters become `\XX`, so that the result is always printable
 * ASCII and can never end a header.
 */
export function escapeDistinguishedValue(value: string): string {
  const escaped = value.replaceAll(/^[ #]|[",+;<=>\\]| $/g, "\\$&");
  return escaped.replaceAll(/[^\x20-\x7e]+/gu, (run) =>
    [...Buffer.from(run)].map((byte) => `\\${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}
