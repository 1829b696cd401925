import { isJson, type Json } from "../../../core/json.ts";
import {
  fromJson,
  type GroovyValue,
  groovyError,
  isGroovyObject,
  liveMap,
  type MapStore,
  type Meter,
  toJson,
} from "../../../script/groovy/index.ts";
import type { Exchange } from "../../http/exchange.ts";
import { textArgument } from "./arguments.ts";

/** Maps of a script over data of the gateway: `attributes`, `session`, `globals`. */

/** A view of a map of data. What a script reads is its own copy until {@link DataMap.keep} writes changes back. */
interface DataMap {
  readonly value: GroovyValue;
  /** Writes back what the script changed inside the values that it has read or put. */
  keep(): void;
  /** Writes back, and reads anew from here on: others may have changed the data. */
  refresh(): void;
}

/** The maps of one run, each made when the script first asks for it. */
export interface RunMaps {
  readonly attributes: () => GroovyValue;
  readonly session: () => GroovyValue;
  keep(): void;
  refresh(): void;
}

export function runMaps(exchange: Pick<Exchange, "attributes" | "session">): RunMaps {
  let attributes: DataMap | undefined;
  let session: DataMap | undefined;
  return {
    attributes: () => {
      attributes ??= dataMap(() => exchange.attributes);
      return attributes.value;
    },
    session: () => {
      session ??= dataMap(() => exchange.session);
      return session.value;
    },
    keep: () => {
      attributes?.keep();
      session?.keep();
    },
    refresh: () => {
      attributes?.refresh();
      session?.refresh();
    },
  };
}

/** @throws groovyError when the script puts something that is no data: a closure, a request */
function dataMap(open: () => Map<string, Json>): DataMap {
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
    size: () => open().size,
    get: (key, meter) => (key === null ? undefined : read(textArgument(key, meter))),
    set: (key, value, meter) => {
      const name = textArgument(key, meter);
      open().set(name, asData(name, value, meter));
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

function asData(key: string, value: GroovyValue, meter?: Meter): Json {
  const data = toJson(value, meter);
  if (isJson(data)) return data;
  throw groovyError("java.lang.IllegalArgumentException", `${key} must be data, as JSON has it`);
}

/** Values that live with the script object and may be of any kind; at most `most` of them. */
export function globalsMap(most: number): GroovyValue {
  const entries = new Map<string, GroovyValue>();
  return liveMap({
    size: () => entries.size,
    get: (key, meter) => (key === null ? undefined : entries.get(textArgument(key, meter))),
    set: (key, value, meter) => {
      const name = textArgument(key, meter);
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
