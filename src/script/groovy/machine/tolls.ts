import type { GroovyCall, NativeResult, Steps } from "../host-class.ts";
import { type GroovyValue, isGroovyObject } from "../values.ts";

/** What calls of the host cost: no built-in may do more for a script than the script is charged. */

/** Methods that do not look at all of what they are called on, however long it is. */
const constantTime: ReadonlySet<string> = new Set(
  "add charAt first get getAt head isEmpty last leftShift length pop push put putAt set size substring".split(" "),
);

/** What a call of a member costs at least. */
export function memberToll(self: GroovyValue, name: string, args: readonly GroovyValue[], call: GroovyCall): void {
  toll(constantTime.has(name) ? null : self, args, call);
}

/** What a call of the host costs at least: it may look at every part of what it was given. */
export function toll(self: GroovyValue, args: readonly GroovyValue[], call: GroovyCall): void {
  let total = size(self);
  for (const arg of args) total += size(arg);
  if (total >= 32) call.work(total >> 5);
}

function size(value: GroovyValue): number {
  if (typeof value === "string") return value.length >> 3;
  if (!isGroovyObject(value)) return 0;
  if (value.kind === "bytes") return value.bytes.length >> 3;
  return value.kind === "list" || value.kind === "array" ? value.items.length : 0;
}

/** What a call made is paid for; what it was called on is none of that. */
export function charged(result: NativeResult, self: GroovyValue, call: GroovyCall): NativeResult {
  if (typeof result === "string") call.charge(result.length);
  else if (result === self) return result;
  else if (typeof result === "object" && result !== null && "kind" in result) {
    if (result.kind === "list" || result.kind === "array") call.charge(result.items.length >> 1);
    else if (result.kind === "bytes") call.charge(result.bytes.length);
  }
  return result;
}

export function isSteps(result: NativeResult): result is Steps {
  return typeof result === "object" && result !== null && !("kind" in result);
}
