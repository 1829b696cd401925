/** Runs at most one task per key at a time; callers that ask meanwhile share its result or its failure. */
export interface SingleFlight<Value> {
  run(key: string, task: () => Promise<Value>): Promise<Value>;
}

export function singleFlight<Value>(): SingleFlight<Value> {
  const inFlight = new Map<string, Promise<Value>>();
  return {
    run(key, task) {
      const running = inFlight.get(key);
      if (running !== undefined) return running;
      const started = task().finally(() => inFlight.delete(key));
      inFlight.set(key, started);
      return started;
    },
  };
}
