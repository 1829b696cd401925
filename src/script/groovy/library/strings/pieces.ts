import type { GroovyCall } from "../../host-class.ts";
import { groovyError } from "../../thrown.ts";
import { type GroovyValue, isGroovyObject } from "../../values.ts";
import { itemsOf } from "../items.ts";
import { textArgument } from "../language.ts";

/** Parts of texts, and texts made longer. */

export function outside(message: string): Error {
  return groovyError("StringIndexOutOfBoundsException", message);
}

export function substring(text: string, from: number, to: number): string {
  if (from < 0 || to > text.length || from > to) throw outside(`begin ${from}, end ${to}, length ${text.length}`);
  return text.slice(from, to);
}

/** `text[key]`: one character, or the characters of a range or a list of indexes. */
export function charactersAt(text: string, key: GroovyValue, call: GroovyCall): string {
  if (typeof key === "number") {
    const index = key < 0 ? key + text.length : key;
    if (index < 0 || index >= text.length) throw outside(`String index out of range: ${key}`);
    return text.charAt(index);
  }
  if (isGroovyObject(key) && key.kind === "range") {
    const [a, b] = [key.from < 0 ? key.from + text.length : key.from, key.to < 0 ? key.to + text.length : key.to];
    const piece = substring(text, Math.min(a, b), Math.max(a, b) + 1);
    return a > b ? reversed(piece, call) : piece;
  }
  const keys = itemsOf(key, call) ?? [];
  call.charge(keys.length);
  return keys.map((one) => charactersAt(text, typeof one === "number" ? one : 0, call)).join("");
}

export function reversed(text: string, call: GroovyCall): string {
  call.work(text.length >> 3);
  return [...text].reverse().join("");
}

/** What has to stand beside a text so that it is long enough. */
export function padding(args: readonly GroovyValue[], missing: number, call: GroovyCall): string {
  const unit = args.length > 1 ? textArgument(args, 1, call) : " ";
  if (missing <= 0 || unit === "") return "";
  call.charge(missing);
  if (missing > 1_000_000) throw groovyError("OutOfMemoryError", "the text is too long");
  return unit.repeat(Math.ceil(missing / unit.length)).slice(0, missing);
}

export function repeated(text: string, count: number, call: GroovyCall): string {
  if (count < 0) {
    throw groovyError(
      "IllegalArgumentException",
      `multiply() should be called with a number of 0 or greater not: ${count}`,
    );
  }
  call.charge(text.length * count);
  return text.repeat(count);
}

/** Java's trim: everything up to the space counts as one. */
export function trimmed(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && text.charCodeAt(from) <= 0x20) from += 1;
  while (to > from && text.charCodeAt(to - 1) <= 0x20) to -= 1;
  return text.slice(from, to);
}
