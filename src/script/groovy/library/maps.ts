import { type GroovyCall, invoke } from "../host-class.ts";
import { areEqual, isTrue } from "../runtime/equality.ts";
import { type GroovyMap, type GroovyValue, isGroovyObject, listOf, mapOf, setOf } from "../values.ts";
import { iteratorClass } from "./collections/iterator.ts";
import { closureArguments, entryClass, itemsOf } from "./items.ts";
import { iteration } from "./iteration/table.ts";
import { interfaceClass, valueClass } from "./language.ts";

export const mapInterface = interfaceClass("java.util.Map");

function put({ store }: GroovyMap, key: GroovyValue, value: GroovyValue, call: GroovyCall): GroovyValue {
  const before = store.get(key, call) ?? null;
  call.charge(1);
  store.set(key, value, call);
  return before;
}

function values({ store }: GroovyMap, call: GroovyCall): GroovyValue[] {
  return store.keys(call).map((key) => store.get(key, call) ?? null);
}

function putAll(map: GroovyMap, other: GroovyValue, call: GroovyCall): GroovyMap {
  for (const entry of itemsOf(other, call) ?? []) {
    const data = entryClass.unwrap(entry);
    if (data !== undefined) put(map, data.key, data.store.get(data.key, call) ?? null, call);
  }
  return map;
}

export function copyOf({ store }: GroovyMap, call: GroovyCall): GroovyMap {
  call.charge(store.size());
  return mapOf(
    store.keys(call).map((key) => [key, store.get(key, call) ?? null] as const),
    call,
  );
}

/** Maps: members by name are entries, so only its methods are found besides them. */
export const mapClass = valueClass<GroovyMap>(
  {
    name: "java.util.LinkedHashMap",
    extends: [mapInterface],
    implements: ["java.util.HashMap", "java.util.concurrent.ConcurrentMap"],
    methods: {
      ...iteration(),
      size: ({ store }) => store.size(),
      isEmpty: ({ store }) => store.size() === 0,
      get: (self, args, call) => {
        const [key = null, otherwise] = args;
        const value = self.store.get(key, call);
        if (value === undefined && otherwise !== undefined) put(self, key, otherwise, call);
        return value ?? otherwise ?? null;
      },
      getAt: ({ store }, [key = null], call) => store.get(key, call) ?? null,
      getOrDefault: ({ store }, [key = null, otherwise = null], call) => store.get(key, call) ?? otherwise,
      put: (self, [key = null, value = null], call) => put(self, key, value, call),
      putAt: (self, [key = null, value = null], call) => {
        put(self, key, value, call);
        return value;
      },
      putIfAbsent: (self, [key = null, value = null], call) => self.store.get(key, call) ?? put(self, key, value, call),
      *computeIfAbsent(self, [key = null, closure = null], call) {
        const before = self.store.get(key, call) ?? null;
        if (before !== null) return before;
        const value = yield* invoke(closure, [key]);
        if (value !== null) put(self, key, value, call);
        return value;
      },
      *compute(self, [key = null, closure = null], call) {
        const value = yield* invoke(closure, [key, self.store.get(key, call) ?? null]);
        if (value === null) self.store.delete(key, call);
        else put(self, key, value, call);
        return value;
      },
      putAll: (self, [other = null], call) => {
        putAll(self, other, call);
        return null;
      },
      leftShift: (self, [other = null], call) => putAll(self, other, call),
      plus: (self, [other = null], call) => putAll(copyOf(self, call), other, call),
      containsKey: ({ store }, [key = null], call) => store.get(key, call) !== undefined,
      containsValue: (self, [wanted = null], call) => values(self, call).some((value) => areEqual(value, wanted, call)),
      remove: ({ store }, [key = null], call) => {
        const before = store.get(key, call) ?? null;
        store.delete(key, call);
        return before;
      },
      clear: ({ store }, _args, call) => {
        for (const key of store.keys(call)) store.delete(key, call);
        return null;
      },
      keySet: ({ store }, _args, call) => {
        call.charge(store.size());
        return setOf(store.keys(call), false, call);
      },
      values: (self, _args, call) => listOf(values(self, call)),
      entrySet: (self, _args, call) => listOf(itemsOf(self, call) ?? []),
      iterator: (self, _args, call) => iteratorClass.wrap({ items: itemsOf(self, call) ?? [], at: 0 }),
      subMap: ({ store }, [keys = null], call) =>
        mapOf(
          (itemsOf(keys, call) ?? []).map((key) => [key, store.get(key, call) ?? null] as const),
          call,
        ),
      asImmutable: (self, _args, call) => copyOf(self, call),
      *removeAll(self, [closure = null], call) {
        let changed = false;
        for (const entry of itemsOf(self, call) ?? []) {
          const data = entryClass.unwrap(entry);
          if (data === undefined || !isTrue(yield* invoke(closure, closureArguments(entry, closure, call)))) continue;
          self.store.delete(data.key, call);
          changed = true;
        }
        return changed;
      },
    },
    getAt: ({ store }, key, call) => store.get(key, call) ?? null,
    putAt: (self, key, value, call) => {
      put(self, key, value, call);
    },
    construct: ([from = null], call) => (isGroovyObject(from) && from.kind === "map" ? copyOf(from, call) : mapOf()),
  },
  (value) => (isGroovyObject(value) && value.kind === "map" ? value : undefined),
);
