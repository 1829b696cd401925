import type { HostClass } from "../host-class.ts";
import { type GroovyValue, isGroovyObject } from "../values.ts";
import { booleanClass } from "./boolean.ts";
import { closureClass } from "./closures.ts";
import { arrayClass } from "./collections/array.ts";
import { bytesClass } from "./collections/bytes.ts";
import { listClass } from "./collections/list.ts";
import { rangeClass } from "./collections/range.ts";
import { setClass } from "./collections/set.ts";
import { valueClass } from "./language.ts";
import { mapClass } from "./maps.ts";
import { decimalClass, doubleClass, integerClass, longClass } from "./numbers/classes.ts";
import { characterClass } from "./strings/character.ts";
import { stringClass } from "./strings/string.ts";

/** java.lang.Class: a class itself as a value. It says its name, and nothing of what Java's reflection offers. */
export const classClass = valueClass<HostClass>(
  {
    name: "java.lang.Class",
    properties: {
      name: { get: ({ name }) => name },
      simpleName: { get: ({ name }) => name.slice(Math.max(name.lastIndexOf("."), name.lastIndexOf("$")) + 1) },
    },
    methods: { isInstance: (type, [value = null]) => value !== null && isInstance(value, type) },
  },
  (value) => (isGroovyObject(value) && value.kind === "class" ? value : undefined),
);

const nullClass = valueClass<null>({ name: "org.codehaus.groovy.runtime.NullObject" }, () => undefined);

/** The class in whose tables the members of a value stand. */
export function typeOf(value: GroovyValue): HostClass {
  if (typeof value === "string") return stringClass;
  if (value === null) return nullClass;
  if (typeof value === "number") return integerClass;
  if (typeof value === "boolean") return booleanClass;
  if (typeof value === "bigint") return longClass;
  switch (value.kind) {
    case "host":
    case "instance":
      return value.type;
    case "list":
      return listClass;
    case "map":
      return mapClass;
    case "closure":
      return closureClass;
    case "array":
      return arrayClass;
    case "set":
      return setClass;
    case "range":
      return rangeClass;
    case "bytes":
      return bytesClass;
    case "decimal":
      return decimalClass;
    case "double":
      return doubleClass;
    case "character":
      return characterClass;
    case "class":
      return classClass;
  }
}

/** `instanceof`, for a value that is not null. */
export function isInstance(value: GroovyValue, type: HostClass): boolean {
  return value !== null && (typeOf(value) === type || typeOf(value).ancestors.has(type.name));
}
