import { isCharacter } from "../../runtime/numbers.ts";
import { toText } from "../../runtime/text.ts";
import type { GroovyCharacter, GroovyValue } from "../../values.ts";
import { valueClass } from "../language.ts";
import { comparableClass } from "./interfaces.ts";

const kinds = {
  isDigit: /^\p{Nd}/u,
  isLetter: /^\p{L}/u,
  isLetterOrDigit: /^[\p{L}\p{Nd}]/u,
  isWhitespace: /^\s/,
  isUpperCase: /^\p{Lu}/u,
  isLowerCase: /^\p{Ll}/u,
} as const;

function textOf({ code }: GroovyCharacter): string {
  return String.fromCharCode(code);
}

function characterOf(text: string): GroovyCharacter {
  return { kind: "character", code: text.charCodeAt(0) };
}

export const characterClass = valueClass<GroovyCharacter>(
  {
    name: "java.lang.Character",
    extends: [comparableClass],
    methods: {
      charValue: (self) => self,
      ...Object.fromEntries(
        Object.entries(kinds).map(([name, kind]) => [name, (self: GroovyCharacter) => kind.test(textOf(self))]),
      ),
      toUpperCase: (self) => characterOf(textOf(self).toUpperCase()),
      toLowerCase: (self) => characterOf(textOf(self).toLowerCase()),
    },
    statics: {
      methods: Object.fromEntries(
        Object.entries(kinds).map(([name, kind]) => [
          name,
          ([sign = null]: readonly GroovyValue[]) =>
            kind.test(typeof sign === "number" ? String.fromCharCode(sign) : toText(sign).slice(0, 2)),
        ]),
      ),
    },
    cast: (value) => {
      if (typeof value === "number") return { kind: "character", code: value & 0xffff };
      return typeof value === "string" && value.length === 1 ? characterOf(value) : undefined;
    },
  },
  (value) => (isCharacter(value) ? value : undefined),
);
