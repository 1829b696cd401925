import { hostClass } from "../../host-class.ts";
import { groovyError } from "../../thrown.ts";
import type { GroovyValue } from "../../values.ts";

export const iteratorClass = hostClass<{ items: readonly GroovyValue[]; at: number }>({
  name: "java.util.Iterator",
  methods: {
    hasNext: ({ items, at }) => at < items.length,
    next: (self) => {
      const item = self.items[self.at];
      if (item === undefined) throw groovyError("java.util.NoSuchElementException");
      self.at += 1;
      return item;
    },
  },
  iterate: ({ items, at }) => items.slice(at),
});
