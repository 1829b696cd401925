import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { frozenClock } from "../core/clock.ts";
import { silentLogger } from "../core/log.ts";
import { packEvents, type TraceEvent } from "../journey/index.ts";
import type { TraceRecord, TraceStore } from "../store/index.ts";
import { createTraceWriter, type TraceWriterOptions } from "./trace-writer.ts";

const event: TraceEvent = {
  transactionId: "t",
  at: 1,
  realm: "/alpha",
  journey: "intune",
  path: ["intune"],
  nodeId: "n",
  nodeType: "IntuneNode",
  displayName: "Intune",
  leadsTo: null,
  outcome: "COMPLIANT",
  reason: null,
  duration: 2,
  changes: [{ state: "shared", key: "k", change: "set", value: "v" }],
  logs: [],
  error: null,
};

function writer(limits: TraceWriterOptions["limits"] = {}) {
  const batches: (readonly TraceRecord[])[] = [];
  const prune = vi.fn(() => 0);
  const traces: TraceStore = { append: (records) => batches.push(records), read: () => [], prune };
  const log = { ...silentLogger, warn: vi.fn(), error: vi.fn() };
  const clock = frozenClock(0);
  return { ...createTraceWriter({ traces, clock, log, limits }), batches, clock, log, prune, traces };
}

describe("the trace writer", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("writes nothing within the request, and everything soon after", () => {
    const { sink, batches } = writer();
    sink(event);
    sink(event);
    expect(batches).toEqual([]);
    vi.advanceTimersByTime(50);
    expect(batches).toEqual([[{ transactionId: "t", at: 1, events: packEvents([event, event]) }]]);
  });

  it("keeps the events of requests that run at the same time apart", () => {
    const { sink, flush, batches } = writer();
    for (const transactionId of ["t", "u", "t"]) sink({ ...event, transactionId });
    flush();
    expect(batches[0]?.map(({ transactionId, events }) => [transactionId, events.length])).toEqual([
      ["t", 2],
      ["u", 1],
    ]);
  });

  it("writes many in parts", () => {
    const { sink, batches } = writer();
    for (let index = 0; index < 250; index += 1) sink({ ...event, transactionId: `${index}` });
    vi.runAllTimers();
    expect(batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
  });

  it("writes the rest when it is closed, and takes no more", () => {
    const { sink, close, batches } = writer();
    sink(event);
    close();
    sink(event);
    vi.runAllTimers();
    expect(batches).toHaveLength(1);
  });

  it("drops what comes beyond its limit, and says how much", () => {
    const { sink, flush, batches, log } = writer({ buffered: 2 });
    for (let index = 0; index < 5; index += 1) sink(event);
    flush();
    sink(event);
    flush();
    expect(batches.map(([record]) => record?.events.length)).toEqual([2, 1]);
    expect(log.warn).toHaveBeenCalledExactlyOnceWith({ dropped: 3 }, expect.any(String));
  });

  it("survives a store that fails", () => {
    const { sink, flush, traces, log, batches } = writer();
    const { append } = traces;
    traces.append = () => {
      throw new Error("disk full");
    };
    sink(event);
    flush();
    expect(log.error).toHaveBeenCalledOnce();
    traces.append = append;
    sink(event);
    flush();
    expect(batches).toHaveLength(1);
  });

  it("removes old traces once a minute", () => {
    const { sink, clock, prune } = writer({ maxAgeMs: 1, maxCount: 2 });
    for (const elapsed of [0, 60_000, 1000]) {
      clock.advance(elapsed);
      sink(event);
      vi.runAllTimers();
    }
    expect(prune).toHaveBeenCalledExactlyOnceWith({ maxAgeMs: 1, maxCount: 2 });
  });
});
