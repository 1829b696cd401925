import type { HostClassSpec } from "../../host-class.ts";
import { bytesOf, type GroovyValue } from "../../values.ts";
import { encodeText } from "../charsets.ts";
import { numberFrom } from "../number-texts.ts";

/** What texts become: numbers, truth values, bytes. */

const number = /^[+-]?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
/** No text of this length is a number that a script could compute with. */
const longestNumber = 500;

const isNumberText = (text: string): boolean => text.length <= longestNumber && number.test(text.trim());

export const conversions: NonNullable<HostClassSpec<string>["methods"]> = {
  toInteger: (text) => numberFrom(text.trim(), "int"),
  toLong: (text) => numberFrom(text.trim(), "long"),
  toDouble: (text) => numberFrom(text.trim(), "double"),
  toBigDecimal: (text) => numberFrom(text.trim(), "decimal"),
  toBoolean: (text) => ["true", "y", "1"].includes(text.trim().toLowerCase()),
  isInteger: (text) => /^[+-]?\d{1,9}$/.test(text.trim()),
  isLong: (text) => /^[+-]?\d{1,18}$/.test(text.trim()),
  isNumber: isNumberText,
  isBigDecimal: isNumberText,
  getBytes: (text, [charset = null]: readonly GroovyValue[]) => bytesOf(encodeText(text, charset)),
  decodeBase64: (text) => bytesOf(Buffer.from(text, "base64")),
  decodeHex: (text) => bytesOf(Buffer.from(text, "hex")),
  encodeAsBase64: (text) => Buffer.from(text).toString("base64"),
};
