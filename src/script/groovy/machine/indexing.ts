import type { GroovyCall, NativeResult } from "../host-class.ts";
import { itemsOf } from "../library/items.ts";
import { isInstance, typeOf } from "../library/type-of.ts";
import { areEqual } from "../runtime/equality.ts";
import { groovyError } from "../thrown.ts";
import { type GroovyValue, isGroovyObject } from "../values.ts";
import { getProperty, setProperty } from "./properties.ts";

/** `object[key]`, and whether a collection holds something. */

/** `object[key]` */
export function getAt(self: GroovyValue, key: GroovyValue, call: GroovyCall): NativeResult {
  if (self === null) throw groovyError("NullPointerException", "Cannot invoke method getAt() on null object");
  const type = typeOf(self);
  if (type.getAt !== undefined) return type.getAt(self, [key], call);
  if (typeof key === "string") return getProperty(self, key, call);
  throw groovyError("groovy.lang.MissingMethodException", `No signature of method: ${type.name}.getAt() is applicable`);
}

/** `object[key] = item` */
export function putAt(self: GroovyValue, key: GroovyValue, item: GroovyValue, call: GroovyCall): NativeResult {
  if (self === null) throw groovyError("NullPointerException", "Cannot invoke method putAt() on null object");
  const type = typeOf(self);
  if (type.putAt !== undefined) return type.putAt(self, [key, item], call);
  if (typeof key === "string") return setProperty(self, key, item, call);
  throw groovyError("groovy.lang.MissingMethodException", `No signature of method: ${type.name}.putAt() is applicable`);
}

/** Whether a `case` fits: ranges and collections by what they hold, classes by instance, patterns by the whole text. */
export function isIn(value: GroovyValue, holder: GroovyValue, call: GroovyCall): boolean | undefined {
  if (!isGroovyObject(holder)) return undefined;
  if (holder.kind === "class") return isInstance(value, holder);
  if (["list", "array", "set", "range"].includes(holder.kind)) {
    if (holder.kind === "range") return typeOf(holder).methods.get("contains")?.(holder, [value], call) === true;
    return (itemsOf(holder, call) ?? []).some((item) => areEqual(item, value, call));
  }
  return holder.kind === "map" ? holder.store.get(value, call) !== undefined : undefined;
}
