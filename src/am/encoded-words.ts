/** Encoded words of headers (RFC 2047): how a client sends a user name that is not ASCII. */

const word = /=\?([\w-]{1,40})(?:\*[\w-]*)?\?([bq])\?([\x21-\x3e\x40-\x7e]*)\?=/gi;
const betweenWords = /(\?=)[ \t]+(?==\?[\w-]{1,40}(?:\*[\w-]*)?\?[bq]\?)/gi;
const charsets: ReadonlyMap<string, string> = new Map([
  ["utf-8", "utf-8"],
  ["us-ascii", "latin1"],
  ["iso-8859-1", "latin1"],
]);

/** The text of a header value. Words in a charset that we lack, and what is no proper word, stay as they are. */
export function decodeEncodedWords(value: string): string {
  return value.replaceAll(betweenWords, "$1").replaceAll(word, (whole, charset: string, kind: string, text: string) => {
    const known = charsets.get(charset.toLowerCase());
    if (known === undefined) return whole;
    const bytes = kind.toLowerCase() === "b" ? Buffer.from(text, "base64") : fromQ(text);
    return decode(bytes, known) ?? whole;
  });
}

function fromQ(text: string): Buffer {
  const plain = text
    .replaceAll("_", " ")
    .replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, "latin1");
}

function decode(bytes: Buffer, charset: string): string | null {
  const text = bytes.toString(charset === "utf-8" ? "utf8" : "latin1");
  // Two spellings of one name would escape the limits that count by name.
  return text.includes("\ufffd") ? null : text;
}
