import type { GroovyCall } from "../../host-class.ts";
import { toText } from "../../runtime/text.ts";
import { arrayOf, type GroovyValue, isGroovyObject, listOf } from "../../values.ts";
import { isPattern, patternOf } from "../patterns.ts";

/** Texts taken apart. Every part costs the memory of a value. */

const blanks = " \t\n\r\f";

/** What one part of a text costs besides its place in a list. */
const partUnits = 4;

/** `tokenize`: the parts between any of the separators, none of them empty. */
export function tokens(text: string, call: GroovyCall, separators = blanks): readonly string[] {
  const ends = new Set(separators);
  call.work((text.length >> 3) + (separators.length >> 3));
  const found: string[] = [];
  let token = "";
  const add = (): void => {
    if (token === "") return;
    call.charge(partUnits);
    found.push(token);
    token = "";
  };
  for (const sign of text) {
    if (ends.has(sign)) add();
    else token += sign;
  }
  add();
  return found;
}

export function lines(text: string, call: GroovyCall): readonly string[] {
  call.work(text.length >> 5);
  const all = text.split(/\r\n|\r|\n/);
  if (all.at(-1) === "") all.pop();
  call.charge(all.length * partUnits);
  return all;
}

/** Every character by itself. */
export function signs(text: string, call: GroovyCall): readonly string[] {
  call.work(text.length >> 3);
  call.charge(text.length);
  return text.split("");
}

/** `stripIndent` */
export function withoutIndent(text: string, call: GroovyCall): string {
  const all = lines(text, call);
  let depth = Number.POSITIVE_INFINITY;
  for (const line of all) {
    if (line.trim() !== "") depth = Math.min(depth, line.length - line.trimStart().length);
  }
  const strip = depth === Number.POSITIVE_INFINITY ? 0 : depth;
  return all.map((line) => line.slice(Math.min(strip, line.length))).join("\n") + (text.endsWith("\n") ? "\n" : "");
}

export function split(text: string, args: readonly GroovyValue[], call: GroovyCall): GroovyValue {
  if (args.length === 0) return arrayOf(tokens(text, call));
  const [separator = null, limit] = args;
  if (isGroovyObject(separator) && separator.kind === "closure") return listOf([text]);
  return arrayOf(splitText(text, separator, typeof limit === "number" ? limit : 0, call));
}

function splitText(text: string, separator: GroovyValue, limit: number, call: GroovyCall): readonly string[] {
  call.work(text.length >> 4);
  if (limit === 0) {
    const source = isPattern(separator) ? undefined : toText(separator, call);
    if (source === undefined || source.length !== 1 || "\\^$.|?*+()[]{}".includes(source)) {
      const parts = patternOf(separator, call).split(text, call.work);
      call.charge(parts.length * partUnits);
      return parts;
    }
    if (text === "") return [""];
    const parts = text.split(source);
    call.charge(parts.length * partUnits);
    while (parts.at(-1) === "") parts.pop();
    return parts;
  }
  const all = Array.from(text);
  const parts: string[] = [];
  let from = 0;
  for (const match of patternOf(separator, call).all(text, limit < 0 ? 100_000 : limit - 1, call.work)) {
    if (match.end === 0) continue;
    call.charge(partUnits);
    parts.push(all.slice(from, match.start).join(""));
    from = match.end;
  }
  return [...parts, all.slice(from).join("")];
}
