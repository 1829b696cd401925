/** The early end of a request: its client has left, or its answer has failed. Who works for it should stop. */
export interface Ending {
  /** Why, once it has ended. */
  reason(): Error | undefined;
  /** Made when it is asked for: most requests need none, and it costs more than all the rest of an exchange. */
  signal(): AbortSignal;
  /** Calls the listener when the request ends early; at once, if it has. */
  watch(listener: (reason: Error) => void): void;
  forget(listener: (reason: Error) => void): void;
  /** Ends it; only the first reason counts. */
  end(reason: Error): void;
}

export function createEnding(): Ending {
  const listeners: ((reason: Error) => void)[] = [];
  let controller: AbortController | undefined;
  let found: Error | undefined;
  return {
    reason: () => found,
    signal: () => {
      if (controller === undefined) {
        controller = new AbortController();
        if (found !== undefined) controller.abort(found);
      }
      return controller.signal;
    },
    watch: (listener) => {
      if (found === undefined) listeners.push(listener);
      else listener(found);
    },
    forget: (listener) => {
      const index = listeners.indexOf(listener);
      if (index >= 0) listeners.splice(index, 1);
    },
    end: (reason) => {
      if (found !== undefined) return;
      found = reason;
      controller?.abort(reason);
      for (const listener of listeners.splice(0)) listener(reason);
    },
  };
}

/** An ending that follows a signal; for exchanges that somebody else made. */
export function endingOf(signal: AbortSignal): Ending {
  const ending = createEnding();
  const end = (): void => ending.end(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  return ending;
}
