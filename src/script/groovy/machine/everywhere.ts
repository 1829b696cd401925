import { type GroovyCall, invoke, type NativeMethod, type Steps } from "../host-class.ts";
import { iteratorClass } from "../library/collections/iterator.ts";
import { itemsOf } from "../library/items.ts";
import type { IterationMethod } from "../library/iteration/common.ts";
import { iterationMethods } from "../library/iteration/table.ts";
import { typeOf } from "../library/type-of.ts";
import { areEqual, compare } from "../runtime/equality.ts";
import { isNumber } from "../runtime/numbers.ts";
import { toText } from "../runtime/text.ts";
import { type GroovyValue, isGroovyObject, keyOf } from "../values.ts";

/** What every value has. */
export const everywhere: ReadonlyMap<string, NativeMethod> = new Map<string, NativeMethod>([
  ["toString", (self, _args, call) => toText(self, call)],
  [
    "equals",
    (self, [other = null], call) =>
      isNumber(self) ? keyOf(self, call) === keyOf(other, call) : areEqual(self, other, call),
  ],
  ["is", (self, [other = null]) => self === other],
  ["hashCode", (self, _args, call) => (typeof self === "number" ? self : String(keyOf(self, call)).length)],
  ["getClass", (self) => typeOf(self)],
  ["compareTo", (self, [other = null], call) => compare(self, other, call)],
  ["isCase", (self, [other = null], call) => areEqual(self, other, call)],
  ["asBoolean", (self) => self !== null],
  ["with", withSelf],
  ["tap", tapSelf],
  ["each", iterationOf("each") ?? none],
  ["collect", iterationOf("collect") ?? none],
  ["println", printLine],
  ["iterator", (self, _args, call) => iteratorClass.wrap({ items: itemsOf(self, call) ?? [self], at: 0 })],
]);

function none(): GroovyValue {
  return null;
}

function printLine(_self: GroovyValue, [text = ""]: readonly GroovyValue[], call: GroovyCall): GroovyValue {
  call.print(`${toText(text, call)}\n`);
  return null;
}

function* withSelf(self: GroovyValue, [closure = null]: readonly GroovyValue[]): Steps {
  if (!isGroovyObject(closure) || closure.kind !== "closure") return null;
  return yield* invoke({ ...closure, delegate: self, delegateFirst: true }, [self]);
}

function* tapSelf(self: GroovyValue, args: readonly GroovyValue[]): Steps {
  yield* withSelf(self, args);
  return self;
}

/** What Groovy adds to all that can be gone through. */
export function iterationOf(name: string): IterationMethod | undefined {
  return Object.hasOwn(iterationMethods, name) ? iterationMethods[name] : undefined;
}

/** Methods that null answers instead of throwing. */
export const ofNull: ReadonlySet<string> = new Set(
  "toString equals is getClass with each collect find findAll any every inject iterator asBoolean collectEntries findResult findIndexOf".split(
    " ",
  ),
);
