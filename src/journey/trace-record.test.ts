import { describe, expect, it } from "vitest";
import type { TraceEvent } from "./trace.ts";
import { packEvents, unpackEvents } from "./trace-record.ts";

const first: TraceEvent = {
  transactionId: "t",
  at: 1,
  realm: "/alpha",
  journey: "login",
  path: ["login"],
  nodeId: "n",
  nodeType: "IntuneNode",
  displayName: "Intune",
  outcome: "COMPLIANT",
  leadsTo: "success",
  reason: "because",
  duration: 2,
  changes: [
    { state: "shared", key: "k", change: "set", value: { deep: [null] } },
    { state: "shared", key: "nothing", change: "set", value: null },
    { state: "secure", key: "k", change: "removed", value: null },
  ],
  logs: ["a line"],
  error: null,
};
const empty = { outcome: null, leadsTo: null, reason: null, changes: [], logs: [] };

const kept = (events: readonly TraceEvent[]) => JSON.parse(JSON.stringify(packEvents(events)));

describe("the record of a trace", () => {
  it.each<[string, TraceEvent[]]>([
    ["one event", [first]],
    ["an event that says little", [first, { ...first, ...empty, error: "journey.node-failed" }]],
    ["events of an inner tree", [first, { ...first, path: ["login", "inner"] }, first]],
    ["events of two journeys", [first, { ...first, realm: "/beta", journey: "other", path: ["other"] }]],
  ])("gives back %s as it was", (_what, events) => {
    expect(unpackEvents("t", kept(events))).toEqual(events);
  });

  it("says once what all events of a request have in common", () => {
    expect(JSON.stringify(kept([first, first])).split("/alpha")).toHaveLength(2);
    expect(JSON.stringify(kept([first, first]))).not.toContain('"t"');
  });

  it("is read as an earlier version wrote it", () => {
    expect(unpackEvents("t", [JSON.parse(JSON.stringify(first))])).toEqual([first]);
    expect(unpackEvents("t", [{ at: 5, displayName: "Name" }])).toMatchObject([
      { transactionId: "t", at: 5, realm: "", path: [], displayName: "Name", outcome: null, changes: [] },
    ]);
  });

  it.each([[null], [{}], [{ at: 1, changes: [["cookie", "k"]] }]])("refuses what no version wrote: %j", (event) => {
    expect(() => unpackEvents("t", [event])).toThrow();
  });
});
