import { type GroovyCall, type HostType, hostClass } from "../host-class.ts";
import { rangeItems, toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import { type GroovyMap, type GroovyValue, isGroovyObject, type MapStore } from "../values.ts";

/** Map.Entry */
export const entryClass: HostType<{ readonly store: MapStore; readonly key: GroovyValue }> = hostClass<{
  readonly store: MapStore;
  readonly key: GroovyValue;
}>({
  name: "java.util.Map$Entry",
  implements: ["java.util.Map.Entry"],
  properties: {
    key: { get: ({ key }) => key },
    value: {
      get: ({ store, key }, call) => store.get(key, call) ?? null,
      set: ({ store, key }, value, call) => store.set(key, value, call),
    },
  },
  text: ({ key, store }, meter) => {
    const text = `${toText(key, meter)}=${toText(store.get(key, meter) ?? null, meter)}`;
    meter.charge(text.length);
    return text;
  },
});

const mostItems = 1_000_000;

/** What a loop goes through; `undefined` for what is no collection. Null has no items, a text its characters. */
export function itemsOf(value: GroovyValue, call: GroovyCall): readonly GroovyValue[] | undefined {
  if (value === null) return [];
  if (typeof value === "string") {
    call.work(value.length >> 3);
    call.charge(value.length);
    return Array.from(value);
  }
  if (!isGroovyObject(value)) return undefined;
  const items = objectItems(value, call);
  if (items !== undefined) call.work(items.length >> 4);
  return items;
}

function objectItems(value: Exclude<GroovyValue, null>, call: GroovyCall): readonly GroovyValue[] | undefined {
  if (!isGroovyObject(value)) return undefined;
  switch (value.kind) {
    case "list":
    case "array":
      return value.items;
    case "set":
      return Array.from(value.members.values());
    case "map":
      return entries(value, call);
    case "bytes":
      return Array.from(new Int8Array(value.bytes));
    case "range": {
      const length = Math.abs(value.to - value.from) + 1;
      call.charge(length);
      call.work(length >> 4);
      if (length > mostItems) throw groovyError("OutOfMemoryError", "the range is too long to be a list");
      return Array.from(rangeItems(value));
    }
    case "host":
      return value.type.iterate === undefined ? undefined : Array.from(value.type.iterate(value, call));
    default:
      return undefined;
  }
}

function entries({ store }: GroovyMap, call: GroovyCall): readonly GroovyValue[] {
  call.charge(store.size() * 2);
  return store.keys(call).map((key) => entryClass.wrap({ store, key }));
}

/** The arguments for a closure: a map's entry becomes key and value for a closure with two parameters. */
export function closureArguments(item: GroovyValue, closure: GroovyValue, call: GroovyCall): readonly GroovyValue[] {
  const entry =
    isGroovyObject(closure) && closure.kind === "closure" && closure.parameters === 2
      ? entryClass.unwrap(item)
      : undefined;
  return entry === undefined ? [item] : [entry.key, entry.store.get(entry.key, call) ?? null];
}
