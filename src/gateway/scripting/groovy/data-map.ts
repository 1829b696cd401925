import { isJson, type Json } from "../../../core/json.ts";
import {
  fromJson,
  type GroovyValue,
  groovyError,
  isGroovyObject,
  liveMap,
  type MapStore,
  toJson,
} from "../../../script/index.ts";
import { textArgument } from "./arguments.ts";

/** Maps of a script over data of the gateway: `attributes`, `session`, `globals`. */

/** A view of a map of data. What a script reads is its own copy until {@link DataMap.keep} writes changes back. */
export interface DataMap {
  readonly value: GroovyValue;
  /** Writes back what the script changed inside the values that it has read or put. */
  keep(): void;
  /** Writes back, and reads anew from here on: others may have changed the data. */
  refresh(): void;
}

/** @throws groovyError when the script puts something that is no data: a closure, a request */
export function dataMap(open: () => Map<string, Json>): DataMap {
  const seen = new Map<string, GroovyValue>();
  const keep = (): void => {
    const data = open();
    for (const [key, value] of seen) if (isGroovyObject(value)) data.set(key, asData(key, value));
  };
  const read = (key: string): GroovyValue | undefined => {
    const known = seen.get(key);
    if (known !== undefined) return known;
    const stored = open().get(key);
    if (stored === undefined) return undefined;
    const value = fromJson(stored);
    seen.set(key, value);
    return value;
  };
  const store: MapStore = {
    get size() {
      return open().size;
    },
    get: (key) => (key === null ? undefined : read(textArgument(key))),
    set: (key, value) => {
      const name = textArgument(key);
      open().set(name, asData(name, value));
      seen.set(name, value);
    },
    delete: (key) => {
      const name = textArgument(key);
      seen.delete(name);
      open().delete(name);
    },
    keys: () => [...open().keys()],
  };
  return {
    value: liveMap(store),
    keep,
    refresh: () => {
      keep();
      seen.clear();
    },
  };
}

function asData(key: string, value: GroovyValue): Json {
  const data = toJson(value);
  if (isJson(data)) return data;
  throw groovyError("java.lang.IllegalArgumentException", `${key} must be data, as JSON has it`);
}

/** Values that live with the script object and may be of any kind; at most `most` of them. */
export function globalsMap(most: number): GroovyValue {
  const entries = new Map<string, GroovyValue>();
  return liveMap({
    get size() {
      return entries.size;
    },
    get: (key) => (key === null ? undefined : entries.get(textArgument(key))),
    set: (key, value) => {
      const name = textArgument(key);
      if (entries.size >= most && !entries.has(name)) {
        throw groovyError("java.lang.IllegalStateException", `globals hold at most ${most} entries`);
      }
      entries.set(name, value);
    },
    delete: (key) => {
      entries.delete(textArgument(key));
    },
    keys: () => [...entries.keys()],
  });
}
