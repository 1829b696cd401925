import type { AttributeValue, Name } from "@peculiar/asn1-x509";
import { escapeDistinguishedValue } from "./distinguished-name.ts";

/** Distinguished names as they stand in a certificate. */

export interface NameAttribute {
  /** Object identifier in dotted form. */
  readonly type: string;
  /** The text, or `undefined` for a value that is not a character string. */
  readonly text: string | undefined;
}

/** The attributes of a name in certificate order, multi-valued parts flattened. */
export function attributesOf(name: Name): readonly NameAttribute[] {
  return [...name].flatMap((part) => [...part].map(({ type, value }) => ({ type, text: textOf(value) })));
}

/**
 * RFC 2253 text: last part first, as `openssl x509 -nameopt RFC2253` and nginx write it. Bytes above ASCII are written
 * as `\C3\A9`, so the text is safe in a header.
 */
export function distinguishedNameText(name: Name): string {
  const parts = [...name].map((part) =>
    [...part]
      .map(({ type, value }) => `${keywords.get(type) ?? type}=${valueText(value)}`)
      .reverse()
      .join("+"),
  );
  return parts.reverse().join(",");
}

const keywords = new Map([
  ["2.5.4.3", "CN"],
  ["2.5.4.5", "serialNumber"],
  ["2.5.4.6", "C"],
  ["2.5.4.7", "L"],
  ["2.5.4.8", "ST"],
  ["2.5.4.9", "street"],
  ["2.5.4.10", "O"],
  ["2.5.4.11", "OU"],
  ["0.9.2342.19200300.100.1.1", "UID"],
  ["0.9.2342.19200300.100.1.25", "DC"],
  ["1.2.840.113549.1.9.1", "emailAddress"],
]);

function valueText(value: AttributeValue): string {
  const text = textOf(value);
  if (text !== undefined) return escapeDistinguishedValue(text);
  return `#${Buffer.from(value.anyValue ?? new ArrayBuffer(0))
    .toString("hex")
    .toUpperCase()}`;
}

/** The text of a value, or `undefined` when it is not a character string. */
export function textOf(value: AttributeValue): string | undefined {
  return (
    value.utf8String ??
    value.printableString ??
    value.ia5String ??
    value.bmpString ??
    value.universalString ??
    value.teletexString
  );
}
