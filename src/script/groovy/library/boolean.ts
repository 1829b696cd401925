import { toText } from "../runtime/text.ts";
import type { GroovyValue } from "../values.ts";
import { valueClass } from "./language.ts";
import { comparableClass } from "./strings/interfaces.ts";

export const booleanClass = valueClass<boolean>(
  {
    name: "java.lang.Boolean",
    extends: [comparableClass],
    methods: {
      booleanValue: (value) => value,
      and: (value, [other = null]) => value && other === true,
      or: (value, [other = null]) => value || other === true,
    },
    statics: {
      properties: { TRUE: () => true, FALSE: () => false },
      methods: {
        parseBoolean: ([text = null]) => text !== null && toText(text).toLowerCase() === "true",
        valueOf: ([value = null]: readonly GroovyValue[]) =>
          typeof value === "boolean" ? value : value !== null && toText(value).toLowerCase() === "true",
      },
    },
  },
  (value) => (typeof value === "boolean" ? value : undefined),
);
