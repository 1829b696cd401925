/** Remembers what was spent until it could not be spent any more. */
export interface ReplayMemory {
  /**
   * Spends an id. `full` means that it cannot be remembered, so it must be refused: forgetting another one early would
   * let that one be spent twice.
   */
  spend(id: string, expiresAt: number, now: number): "spent" | "replayed" | "full";
}

export function replayMemory(limit: number): ReplayMemory {
  const expiries = new Map<string, number>();
  // Lifetimes are alike, so the oldest entry expires first or nearly so; one that outlives its neighbours only delays
  // their removal.
  const forgetExpired = (now: number): void => {
    for (const [id, expiresAt] of expiries) {
      if (expiresAt > now) return;
      expiries.delete(id);
    }
  };
  return {
    spend(id, expiresAt, now) {
      forgetExpired(now);
      if (expiries.has(id)) return "replayed";
      if (expiries.size >= limit) return "full";
      expiries.set(id, expiresAt);
      return "spent";
    },
  };
}
