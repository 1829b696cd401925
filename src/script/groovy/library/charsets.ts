import { TextDecoder } from "node:util";
import { type HostType, hostClass } from "../host-class.ts";
import { toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import type { GroovyValue } from "../values.ts";

/** The character sets that scripts may name, as Node calls them. */
const charsets: ReadonlyMap<string, BufferEncoding> = new Map([
  ["UTF-8", "utf8"],
  ["UTF8", "utf8"],
  ["ISO-8859-1", "latin1"],
  ["LATIN1", "latin1"],
  ["US-ASCII", "ascii"],
  ["ASCII", "ascii"],
  ["UTF-16LE", "utf16le"],
]);

export const charsetClass: HostType<string> = hostClass<string>({
  name: "java.nio.charset.Charset",
  methods: { name: (name) => name, displayName: (name) => name },
  statics: {
    methods: {
      forName: ([name = null]) => charsetClass.wrap(known(toText(name))),
      defaultCharset: () => charsetClass.wrap("UTF-8"),
    },
  },
  text: (name) => name,
});

export const standardCharsetsClass = hostClass<string>({
  name: "java.nio.charset.StandardCharsets",
  statics: {
    properties: {
      UTF_8: () => charsetClass.wrap("UTF-8"),
      ISO_8859_1: () => charsetClass.wrap("ISO-8859-1"),
      US_ASCII: () => charsetClass.wrap("US-ASCII"),
    },
  },
});

function known(name: string): string {
  if (!charsets.has(name.toUpperCase())) throw groovyError("java.nio.charset.UnsupportedCharsetException", name);
  return name.toUpperCase();
}

function encodingOf(charset: GroovyValue): BufferEncoding {
  const name = charset === null ? "UTF-8" : (charsetClass.unwrap(charset) ?? toText(charset));
  return charsets.get(known(name)) ?? "utf8";
}

export function encodeText(text: string, charset: GroovyValue): Uint8Array {
  return Buffer.from(text, encodingOf(charset));
}

export function decodeBytes(bytes: Uint8Array, charset: GroovyValue): string {
  const encoding = encodingOf(charset);
  return encoding === "utf8"
    ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
    : Buffer.from(bytes).toString(encoding);
}
