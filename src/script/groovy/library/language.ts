import { defineClass, type GroovyCall, type HostClass, type HostClassSpec } from "../host-class.ts";
import { areEqual } from "../runtime/equality.ts";
import { toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import type { GroovyValue } from "../values.ts";

/** Helpers for the tables of the standard library. */

/** A class whose objects are values of the language: `open` picks them. */
export function valueClass<Data>(spec: HostClassSpec<Data>, open: (value: GroovyValue) => Data | undefined): HostClass {
  return defineClass(spec, open);
}

/** An interface: a name for `instanceof`, declarations and `as`, without members. */
export function interfaceClass(name: string, spec: Partial<HostClassSpec<GroovyValue>> = {}): HostClass {
  return defineClass<GroovyValue>(
    { ...spec, name, implements: [...(spec.implements ?? []), "interface"] },
    (value) => value,
  );
}

export function textArgument(args: readonly GroovyValue[], index: number, call: GroovyCall): string {
  const value = args[index] ?? null;
  if (value === null) throw groovyError("NullPointerException", "a text is expected, not null");
  return toText(value, call);
}

export function intArgument(args: readonly GroovyValue[], index: number, otherwise?: number): number {
  const value = args[index];
  if (value === undefined && otherwise !== undefined) return otherwise;
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(BigInt.asIntN(32, value));
  throw groovyError("IllegalArgumentException", "an int is expected");
}

export function indexOfEqual(items: readonly GroovyValue[], wanted: GroovyValue, call: GroovyCall): number {
  return items.findIndex((item) => areEqual(item, wanted, call));
}
