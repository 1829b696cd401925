/** Escapes of addresses: what each part of one may hold unescaped (RFC 3986, sections 3.2 to 3.5), and forms. */

const unreserved = "A-Za-z0-9\\-._~";
const subDelimiters = "!$&'()*+,;=";

/** Characters that stay, by the end of the function's name: `urlEncodeFragment`. */
const kept: readonly (readonly [string, RegExp])[] = [
  ["Fragment", new RegExp(`[${unreserved}${subDelimiters}:@/?]`)],
  ["PathElement", new RegExp(`[${unreserved}${subDelimiters}:@]`)],
  // A name or value must not end at "&" or "=", and "+" would be read as a space.
  ["QueryParameterNameOrValue", new RegExp(`[${unreserved}!$'()*,;:@/?]`)],
  ["UserInfo", new RegExp(`[${unreserved}${subDelimiters}:]`)],
];

export const componentEncoders: ReadonlyMap<string, (value: string) => string> = new Map(
  kept.map(([part, safe]) => [part, (value: string) => percentEncode(value, safe)]),
);

function percentEncode(value: string, safe: RegExp): string {
  let encoded = "";
  for (const byte of Buffer.from(value, "utf8")) {
    const sign = String.fromCharCode(byte);
    encoded += byte < 0x80 && safe.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}

export function formEncode(value: string): string {
  return new URLSearchParams([["", value]]).toString().slice(1);
}

export function formDecode(value: string): string | null {
  return percentDecode(value.replaceAll("+", " "));
}

/** Null for a text with broken escapes, because half of a decoded value is worse than none. */
export function percentDecode(value: string): string | null {
  if (!value.includes("%")) return value;
  if (/%(?![0-9a-fA-F]{2})/.test(value)) return null;
  return value.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"));
}

/** The bytes of a base64 text, in one alphabet and with or without its padding; null for anything else. */
export function base64Bytes(value: string, alphabet: "base64" | "base64url"): Buffer | null {
  const bare = value.replace(/\s+/g, "").replace(/={1,2}$/, "");
  const valid = alphabet === "base64" ? /^[A-Za-z0-9+/]*$/ : /^[A-Za-z0-9\-_]*$/;
  return valid.test(bare) && bare.length % 4 !== 1 ? Buffer.from(bare, alphabet) : null;
}
