import type { GroovyCall } from "../../host-class.ts";
import type { GroovyValue } from "../../values.ts";
import { textArgument } from "../language.ts";

/** Searching in texts. Looking for a long text in a long one can cost as much as both lengths multiplied. */

/** What a script looks for: a text, or the code of a character. */
export function wantedIn(text: string, args: readonly GroovyValue[], call: GroovyCall): string {
  const [first] = args;
  const wanted = typeof first === "number" ? String.fromCharCode(first) : textArgument(args, 0, call);
  payForSearch(text, wanted, call);
  return wanted;
}

export function payForSearch(text: string, wanted: string, call: GroovyCall): void {
  if (wanted.length <= text.length) call.work(Math.floor((text.length * Math.max(1, wanted.length)) / 256));
}

/** How often a text stands in another, without overlaps. */
export function occurrences(text: string, wanted: string): number {
  if (wanted === "") return text.length + 1;
  let count = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) count += 1;
  return count;
}

/** Replaces every occurrence; the result is paid for before it is made. */
export function replaced(text: string, wanted: string, by: string, call: GroovyCall): string {
  const count = occurrences(text, wanted);
  if (count === 0) return text;
  call.charge(text.length + count * Math.max(1, by.length));
  return text.replaceAll(wanted, () => by);
}
