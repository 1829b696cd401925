import type { GroovyCall, NativeMethod, NativeResult } from "../../host-class.ts";
import { groovyError } from "../../thrown.ts";
import { type GroovyRange, type GroovyValue, isGroovyObject, listOf } from "../../values.ts";
import { itemsOf } from "../items.ts";
import { iteration } from "../iteration/table.ts";
import { intArgument, valueClass } from "../language.ts";
import { collectionClass } from "./interfaces.ts";
import { listClass } from "./list.ts";
import { itemAt } from "./reading.ts";

export const rangeClass = valueClass<GroovyRange>(
  {
    name: "groovy.lang.IntRange",
    extends: [collectionClass],
    implements: ["java.util.List", "groovy.lang.Range"],
    methods: {
      ...iteration(),
      size: ({ from, to }) => Math.abs(to - from) + 1,
      contains: ({ from, to, of }, [wanted = null]) => {
        const at =
          of === "integers" ? wanted : typeof wanted === "string" && wanted.length === 1 ? wanted.charCodeAt(0) : null;
        return typeof at === "number" && at >= Math.min(from, to) && at <= Math.max(from, to);
      },
      isEmpty: () => false,
      step: (self, args, call) => {
        const step = Math.abs(intArgument(args, 0));
        if (step === 0)
          throw groovyError("groovy.lang.GroovyRuntimeException", "Infinite loop detected due to step size of 0");
        return listOf((itemsOf(self, call) ?? []).filter((_item, at) => at % step === 0));
      },
      ...listMethods(
        "get",
        "first",
        "last",
        "head",
        "tail",
        "reverse",
        "indexOf",
        "iterator",
        "subList",
        "containsAll",
      ),
    },
    properties: {
      from: { get: ({ from, to }) => Math.min(from, to) },
      to: { get: ({ from, to }) => Math.max(from, to) },
    },
    getAt: (self, key, call) => itemAt(itemsOf(self, call) ?? [], key, call),
  },
  (value) => (isGroovyObject(value) && value.kind === "range" ? value : undefined),
);

/** Methods of a list for what can be made one. */
function listMethods(
  ...names: readonly string[]
): Record<string, (self: GroovyRange, args: readonly GroovyValue[], call: GroovyCall) => NativeResult> {
  const found = names.flatMap((name): [string, NativeMethod][] => {
    const method = listClass.methods.get(name);
    return method === undefined ? [] : [[name, method]];
  });
  return Object.fromEntries(
    found.map(([name, method]) => [name, (self, args, call) => method(listOf(itemsOf(self, call) ?? []), args, call)]),
  );
}
