/** Remembers which assertions were used, until they have expired anyway. */
export interface ReplayMemory {
  /** Whether this id is new. Times are in seconds. */
  firstUse(id: string, expires: number, now: number): boolean;
  clear(): void;
}

const capacity = 10_000;

export function createReplayMemory(): ReplayMemory {
  const used = new Map<string, number>();
  return {
    firstUse(id, expires, now) {
      const seen = used.get(id);
      if (seen !== undefined && seen > now) return false;
      used.delete(id);
      const [oldest] = used.keys();
      if (used.size >= capacity && oldest !== undefined) used.delete(oldest);
      used.set(id, expires);
      return true;
    },
    clear: () => used.clear(),
  };
}
