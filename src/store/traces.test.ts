import { describe, expect, test } from "vitest";
import { memoryStore } from "./testing/fixtures.ts";

function setUp() {
  const { store, clock } = memoryStore();
  const append = (transactionId: string, ...events: number[]) =>
    store.traces.append(events.map((event) => ({ transactionId, at: clock.now(), events: [{ event }] })));
  return { traces: store.traces, clock, append, events: store.traces.read };
}

describe("traces", () => {
  test("are read by transaction, in the order in which they were appended", () => {
    const { append, events } = setUp();
    append("a", 1, 2);
    append("b", 3);
    append("a", 4);
    expect(events("a")).toEqual([{ event: 1 }, { event: 2 }, { event: 4 }]);
    expect(events("b")).toEqual([{ event: 3 }]);
    expect(events("c")).toEqual([]);
  });

  test("are written all or none", () => {
    const { traces, clock, events } = setUp();
    const unwritable = { transactionId: "a", at: clock.now() + 0.5, events: [] };
    expect(() => traces.append([{ ...unwritable, at: clock.now() }, unwritable])).toThrow();
    expect(events("a")).toEqual([]);
  });

  test("older than the maximum age are pruned", () => {
    const { traces, append, clock, events } = setUp();
    append("a", 1);
    clock.advance(1000);
    append("a", 2);
    expect(traces.prune({ maxAgeMs: 999, maxCount: 10 })).toBe(1);
    expect(events("a")).toEqual([{ event: 2 }]);
  });

  test("beyond the maximum count are pruned, oldest first", () => {
    const { traces, append, events } = setUp();
    append("a", 1, 2, 3, 4, 5);
    expect(traces.prune({ maxAgeMs: 1000, maxCount: 2 })).toBe(3);
    expect(events("a")).toEqual([{ event: 4 }, { event: 5 }]);
    expect(traces.prune({ maxAgeMs: 1000, maxCount: 2 })).toBe(0);
    expect(traces.prune({ maxAgeMs: 1000, maxCount: 0 })).toBe(2);
  });
});
