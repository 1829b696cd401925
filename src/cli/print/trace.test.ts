import { describe, expect, it } from "vitest";
import type { TraceEvent } from "../../app/index.ts";
import { plainStyle } from "./style.ts";
import { traceText } from "./trace.ts";

const page = { style: plainStyle, width: 60 };
const begin = Date.parse("2026-01-01T12:00:00Z");
const event: TraceEvent = {
  transactionId: "6f1b5c0e-3c1d-4b7e-9a53-0d8d1c6a2f10",
  at: begin,
  realm: "/alpha",
  journey: "intune",
  path: ["intune"],
  nodeId: "1",
  nodeType: "IntuneNode",
  displayName: "Microsoft Intune",
  outcome: "NONCOMPLIANT",
  leadsTo: null,
  reason: "complianceState noncompliant (live, last sync 2026-01-01T09:00:00Z)",
  duration: 12.4,
  changes: [],
  logs: [],
  error: null,
};
const show = (...events: TraceEvent[]) => traceText(event, events, page, begin + 300_000);

describe("a trace", () => {
  it("tells path, reasons, changes and logs in order", () => {
    const inner = {
      ...event,
      at: begin + 1500,
      path: ["intune", "two-factor"],
      nodeType: "ScriptedDecisionNode",
      displayName: "Decide",
      outcome: null,
      reason: null,
      changes: [
        { state: "shared", key: "level", change: "set", value: 2 },
        { state: "secure", key: "password", change: "set", value: "[redacted]" },
        { state: "shared", key: "old", change: "removed", value: null },
      ] as const,
      logs: ["warn: careful"],
    };
    expect(show(event, inner, { ...event, outcome: null, error: "microsoft.unavailable" })).toBe(
      `intune in realm /alpha
  Transaction   6f1b5c0e-3c1d-4b7e-9a53-0d8d1c6a2f10
  Began         2026-01-01 12:00:00 UTC, 5 min ago
  Ended         by an error: Microsoft Intune failed with microsoft.unavailable

1. Microsoft Intune  → NONCOMPLIANT
   IntuneNode, after 0.0 s, took 12 ms
   complianceState noncompliant (live, last sync
   2026-01-01T09:00:00Z, 3 h before)

2. two-factor › Decide  waits for the client
   ScriptedDecisionNode, after 1.5 s, took 12 ms
   level = 2
   secure password = "[redacted]"
   old removed
   log  warn: careful

The client came back after 0.0 s.

3. Microsoft Intune  failed: microsoft.unavailable
   IntuneNode, after 0.0 s, took 12 ms
   complianceState noncompliant (live, last sync
   2026-01-01T09:00:00Z, 3 h before)`,
    );
  });

  it.each<[string, Partial<TraceEvent>[], string]>([
    ["in success", [{ outcome: "outcome", leadsTo: "success" }], "in success, after Microsoft Intune"],
    ["in failure", [{ leadsTo: "failure" }], "in failure, after Microsoft Intune"],
    ["not yet, while it waits", [{}, { outcome: null }], "not yet: it waits for the client"],
    [
      "in success, not by what only an inner journey came to",
      [{ path: ["intune", "inner"], leadsTo: "failure" }, { leadsTo: "success" }],
      "in success, after Microsoft Intune",
    ],
    [
      "in success, whatever a node did afterwards",
      [{ leadsTo: "success" }, { outcome: null, reason: "at the end of the journey (success)", error: "core.broken" }],
      "in success, after Microsoft Intune",
    ],
  ])("tells how the journey ended: %s", (_how, changes, expected) => {
    const text = show(...changes.map((change) => ({ ...event, reason: null, ...change })));
    expect(text).toContain(`  Ended         ${expected}\n`);
  });

  it("leaves out most of a device's fifty properties, and says so", () => {
    const changes = Array.from({ length: 50 }, (_, index) => {
      return { state: "shared", key: `INTUNE_${index}`, change: "set", value: index } as const;
    });
    const text = show({ ...event, changes });
    expect(text).toContain("INTUNE_11 = 11");
    expect(text).not.toContain("INTUNE_12");
    expect(text).toContain("… and 38 more changes of the state; --json shows all");
  });

  it("lets nothing that a journey or a client wrote move the cursor", () => {
    const evil = "\u001b[2J\n\u202e";
    const change = { state: "shared", key: evil, change: "set", value: evil } as const;
    const text = show({ ...event, displayName: evil, outcome: evil, reason: evil, logs: [evil], changes: [change] });
    expect(["\u001b", "\u202e"].filter((sign) => text.includes(sign))).toEqual([]);
    expect(text.split("\n")).toHaveLength(10);
  });
});
