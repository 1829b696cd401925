import { groovyError } from "../../thrown.ts";
import { arrayOf, type GroovyArray, isGroovyObject } from "../../values.ts";
import { iteration } from "../iteration/table.ts";
import { valueClass } from "../language.ts";
import { itemAt, readItems } from "./reading.ts";

export const arrayClass = valueClass<GroovyArray>(
  {
    name: "[Ljava.lang.Object;",
    methods: { ...iteration(), ...readItems, clone: ({ items }) => arrayOf(items) },
    properties: { length: { get: ({ items }) => items.length } },
    getAt: ({ items }, key, call) => {
      if (typeof key !== "number") return itemAt(items, key, call);
      const item = items.at(key);
      if (item === undefined)
        throw groovyError("ArrayIndexOutOfBoundsException", `Index ${key} out of bounds for length ${items.length}`);
      return item;
    },
    putAt: ({ items }, key, item) => {
      const index = typeof key === "number" ? (key < 0 ? key + items.length : key) : -1;
      if (index < 0 || index >= items.length)
        throw groovyError(
          "ArrayIndexOutOfBoundsException",
          `Index ${String(key)} out of bounds for length ${items.length}`,
        );
      items[index] = item;
    },
  },
  (value) => (isGroovyObject(value) && value.kind === "array" ? value : undefined),
);
