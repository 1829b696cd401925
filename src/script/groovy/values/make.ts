import { type Meter, ownMeter } from "../meter.ts";
import { keyOf } from "./keys.ts";
import type {
  GroovyArray,
  GroovyBytes,
  GroovyClosure,
  GroovyDouble,
  GroovyList,
  GroovyMap,
  GroovySet,
  GroovyValue,
  MapStore,
} from "./types.ts";

/** Making values of a script. */

export function listOf(items: Iterable<GroovyValue>, fixed = false): GroovyList {
  return { kind: "list", items: Array.from(items), fixed };
}

export function arrayOf(items: Iterable<GroovyValue>): GroovyArray {
  return { kind: "array", items: Array.from(items) };
}

export function bytesOf(bytes: Uint8Array): GroovyBytes {
  return { kind: "bytes", bytes };
}

export function setOf(items: Iterable<GroovyValue>, fixed = false, meter: Meter = ownMeter()): GroovySet {
  const members = new Map<unknown, GroovyValue>();
  for (const item of items) {
    const key = keyOf(item, meter);
    if (!members.has(key)) members.set(key, item);
  }
  return { kind: "set", members, fixed };
}

export function mapOf(
  entries: Iterable<readonly [GroovyValue, GroovyValue]> = [],
  meter: Meter = ownMeter(),
): GroovyMap {
  const store = ownStore();
  for (const [key, value] of entries) store.set(key, value, meter);
  return { kind: "map", store };
}

/** A map whose entries stand in `store`: every read and write of the script goes there at once. */
export function liveMap(store: MapStore): GroovyMap {
  return { kind: "map", store };
}

/** A function of the host that scripts can call like a closure. */
export function functionOf(call: GroovyClosure["call"], parameters = 1): GroovyClosure {
  return { kind: "closure", call, parameters, delegate: null, delegateFirst: false };
}

export function double(value: number): GroovyDouble {
  return { kind: "double", value };
}

function ownStore(): MapStore {
  const entries = new Map<unknown, readonly [GroovyValue, GroovyValue]>();
  return {
    size: () => entries.size,
    get: (key, meter) => entries.get(keyOf(key, meter))?.[1],
    set: (key, value, meter) => {
      const id = keyOf(key, meter);
      entries.set(id, [entries.get(id)?.[0] ?? key, value]);
    },
    delete: (key, meter) => {
      entries.delete(keyOf(key, meter));
    },
    keys: (meter) => {
      meter?.work(entries.size >> 4);
      return Array.from(entries.values(), ([key]) => key);
    },
  };
}
