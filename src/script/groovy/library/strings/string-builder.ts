import { type GroovyCall, type HostType, hostClass } from "../../host-class.ts";
import { toText } from "../../runtime/text.ts";
import { groovyError } from "../../thrown.ts";
import type { GroovyValue } from "../../values.ts";
import { intArgument } from "../language.ts";
import { outside, reversed, substring } from "./pieces.ts";
import { wantedIn } from "./search.ts";

interface Builder {
  text: string;
}

const longest = 4_000_000;

/** StringBuilder and StringBuffer. */
export const stringBuilderClass: HostType<Builder> = hostClass<Builder>({
  name: "java.lang.StringBuilder",
  implements: ["java.lang.CharSequence", "java.lang.StringBuffer"],
  methods: {
    append: (self, [item = null], call, value) => grow(self, self.text + toText(item, call), call, value),
    leftShift: (self, [item = null], call, value) => grow(self, self.text + toText(item, call), call, value),
    insert: (self, args, call, value) => {
      const [before, after] = around(self, intArgument(args, 0), call);
      return grow(self, before + toText(args[1] ?? null, call) + after, call, value);
    },
    reverse: (self, _args, call, value) => {
      self.text = reversed(self.text, call);
      return value;
    },
    deleteCharAt: (self, args, call, value) => {
      const [before, after] = around(self, intArgument(args, 0), call);
      if (after === "") throw outside(`index ${before.length}, length ${before.length}`);
      self.text = before + after.slice(1);
      return value;
    },
    setLength: (self, args) => {
      self.text = self.text.slice(0, Math.max(0, intArgument(args, 0)));
      return null;
    },
    length: ({ text }) => text.length,
    size: ({ text }) => text.length,
    charAt: ({ text }, args): GroovyValue => {
      const index = intArgument(args, 0);
      if (index < 0 || index >= text.length) throw outside(`index ${index},length ${text.length}`);
      return { kind: "character", code: text.charCodeAt(index) };
    },
    substring: ({ text }, args) => substring(text, intArgument(args, 0), intArgument(args, 1, text.length)),
    indexOf: ({ text }, args, call) => text.indexOf(wantedIn(text, args, call)),
    contains: ({ text }, args, call) => text.includes(wantedIn(text, args, call)),
  },
  text: ({ text }) => text,
  truth: ({ text }) => text !== "",
  construct: ([from = null], call) =>
    stringBuilderClass.wrap({ text: from === null || typeof from === "number" ? "" : toText(from, call) }),
});

/** Both sides of a place; the whole text is copied when it is next read. */
function around({ text }: Builder, at: number, call: GroovyCall): readonly [string, string] {
  call.work(text.length >> 7);
  return [substring(text, 0, at), text.slice(at)];
}

function grow(self: Builder, text: string, call: GroovyCall, value: GroovyValue): GroovyValue {
  call.charge(text.length - self.text.length);
  if (text.length > longest) throw groovyError("OutOfMemoryError", "the text is too long");
  self.text = text;
  return value;
}
