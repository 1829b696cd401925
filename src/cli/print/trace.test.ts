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
  reason: "complianceState noncompliant, last sync 2026-01-01T09:00:00Z, live",
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

1. Microsoft Intune  → NONCOMPLIANT
   IntuneNode, after 0.0 s, took 12 ms
   complianceState noncompliant, last sync
   2026-01-01T09:00:00Z, live

2. two-factor › Decide  waits for the client
   ScriptedDecisionNode, after 1.5 s, took 12 ms
   level = 2
   secure password = "[redacted]"
   old removed
   log  warn: careful

3. Microsoft Intune  failed: microsoft.unavailable
   IntuneNode, after 0.0 s, took 12 ms
   complianceState noncompliant, last sync
   2026-01-01T09:00:00Z, live`,
    );
  });

  it("lets nothing that a journey or a client wrote move the cursor", () => {
    const evil = "\u001b[2J\n\u202e";
    const change = { state: "shared", key: evil, change: "set", value: evil } as const;
    const text = show({ ...event, displayName: evil, outcome: evil, reason: evil, logs: [evil], changes: [change] });
    expect(["\u001b", "\u202e"].filter((sign) => text.includes(sign))).toEqual([]);
    expect(text.split("\n")).toHaveLength(9);
  });
});
