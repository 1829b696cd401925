import type { GroovyCall, HostClass } from "../host-class.ts";
import { isTrue } from "../runtime/equality.ts";
import { toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import { arrayOf, bytesOf, type GroovyValue, isGroovyObject, listOf, setOf } from "../values.ts";
import { itemsOf } from "./items.ts";
import { isInstance, typeOf } from "./type-of.ts";

/** `(Type) value` and `Type name = value`. Throws GroovyCastException. */
export function castTo(type: HostClass, value: GroovyValue, call: GroovyCall): GroovyValue {
  if (type.name === "java.lang.Boolean") return isTrue(value);
  if (value === null || isInstance(value, type)) return value;
  const cast = type.cast?.(value, call) ?? castCollection(type, value, call);
  if (cast === undefined) throw cannot(type, value);
  return cast;
}

/** `value as Type`. */
export function coerceTo(type: HostClass, value: GroovyValue, call: GroovyCall): GroovyValue {
  if (value === null || isInstance(value, type)) return type.name === "java.lang.Boolean" ? isTrue(value) : value;
  if (typeof value === "string" && type.ancestors.has("java.lang.Iterable"))
    return castCollection(type, listOf(Array.from(value)), call) ?? null;
  const coerced = type.coerce?.(value, call);
  return coerced ?? castTo(type, value, call);
}

function castCollection(type: HostClass, value: GroovyValue, call: GroovyCall): GroovyValue | undefined {
  const items =
    typeof value === "string" || !isGroovyObject(value) || value.kind === "map" ? undefined : itemsOf(value, call);
  if (items === undefined) return undefined;
  const { ancestors } = type;
  if (ancestors.has("java.util.Set")) return setOf(items, false, call);
  if (ancestors.has("java.util.List") || ancestors.has("java.lang.Iterable")) return listOf(items);
  if (type.name === "[B") return bytesOf(Uint8Array.from(items, (item) => Number(item) & 0xff));
  return type.name === "[Ljava.lang.Object;" ? arrayOf(items) : undefined;
}

function cannot(type: HostClass, value: GroovyValue): Error {
  return groovyError(
    "org.codehaus.groovy.runtime.typehandling.GroovyCastException",
    `Cannot cast object '${toText(value).slice(0, 200)}' with class '${typeOf(value).name}' to class '${type.name}'`,
  );
}
