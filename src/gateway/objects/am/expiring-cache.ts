import type { Clock } from "../../../core/clock.ts";

/** A memory of bounded size and age: what was used longest ago makes room. */
export interface ExpiringCache<Value> {
  get(key: string): Value | undefined;
  /** @param lifetime milliseconds; nothing is kept for one that is not positive */
  set(key: string, value: Value, lifetime: number): void;
  delete(key: string): void;
}

export function expiringCache<Value>(options: { readonly size: number; readonly clock: Clock }): ExpiringCache<Value> {
  const { size, clock } = options;
  const entries = new Map<string, { readonly value: Value; readonly until: number }>();
  return {
    get: (key) => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      if (entry.until <= clock.elapsed()) return undefined;
      entries.set(key, entry);
      return entry.value;
    },
    set: (key, value, lifetime) => {
      entries.delete(key);
      if (!(lifetime > 0)) return;
      entries.set(key, { value, until: clock.elapsed() + lifetime });
      const [oldest] = entries.keys();
      if (entries.size > size && oldest !== undefined) entries.delete(oldest);
    },
    delete: (key) => {
      entries.delete(key);
    },
  };
}
