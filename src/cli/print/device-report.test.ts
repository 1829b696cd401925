import { describe, expect, it } from "vitest";
import type { ConfiguredNode, DeviceReport } from "../../app/index.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Verdict, VerdictFailure } from "../../microsoft/index.ts";
import { deviceText } from "./device-report.ts";
import { plainStyle, styleFor } from "./style.ts";

const now = Date.parse("2026-01-10T00:00:00Z");
const page = { style: plainStyle, width: 100 };

const node: ConfiguredNode = {
  realm: "alpha",
  journey: "intune",
  id: "node-1",
  displayName: "Intune",
  file: "intune.journey.json",
  attributes: {},
  missing: [],
  leadsTo: new Map([["COMPLIANT", { name: "Two-factor", canSucceed: true }]]),
};

function verdict(complianceState: string, device: JsonObject = {}): Verdict {
  const lastSync = "2026-01-09T22:00:00Z";
  const times = { source: "live", checkedAt: now, lastSync, reason: null } as const;
  return { outcome: "device", deviceId: "id-1", complianceState, device, ...times };
}

function failure(reason: VerdictFailure["reason"], chain: readonly string[] = []): VerdictFailure {
  return { outcome: "failure", reason, status: null, requestIds: [], chain };
}

function report(answer: DeviceReport["answer"], more: Partial<DeviceReport> = {}, outcome = "COMPLIANT"): DeviceReport {
  const decisions = [{ node, outcome, reason: null, cause: null }];
  return { answer, entraMatch: null, settings: null, decisions, ...more };
}

describe("what sallyport device shows of a record", () => {
  it("leaves out what Intune does not say, and dates that stand for none", () => {
    const device = {
      deviceName: "LAPTOP",
      userDisplayName: "",
      enrolledDateTime: "0001-01-01T00:00:00Z",
      complianceGracePeriodExpirationDateTime: "9999-12-31T23:59:59.9999999Z",
      isEncrypted: false,
    };
    expect(deviceText("id-1", report(verdict("inGracePeriod", device)), page, now)).toBe(
      [
        "LAPTOP",
        "  State         inGracePeriod",
        "  Read          just now; the device last synced 2 h ago",
        "  Encrypted     no",
        "  Intune id     id-1",
        "",
        "What the journeys do",
        "  alpha/intune › Intune: COMPLIANT then Two-factor",
      ].join("\n"),
    );
  });

  it("is harmless on a terminal, whatever its owner called it", () => {
    const text = deviceText("id-1", report(verdict("compliant", { deviceName: "\u001b[2JLAP\nTOP\u202e" })), page, now);
    expect(text.split("\n")[0]).toBe("\ufffd[2JLAP\ufffdTOP\ufffd");
  });

  it.each([
    [{ outcome: "settings", settings: [] } as const, "Intune names no setting."],
    [
      { outcome: "unknown", failure: failure("permission-missing") } as const,
      "not readable: The app registration lacks",
    ],
  ])("says that nobody knows what fails: %j", (settings, text) => {
    expect(deviceText("id-1", report(verdict("noncompliant"), { settings }), page, now)).toContain(text);
  });

  it("has colours only for a terminal that wants them", () => {
    const colours = { ...page, style: styleFor({ isTTY: true }, {}) };
    expect(deviceText("id-1", report(verdict("compliant")), colours, now)).toContain("\u001b[32mcompliant\u001b[39m");
  });
});

describe("what sallyport device shows of a failure", () => {
  it("names cause and remedy, and the way that the journey takes", () => {
    const answer = failure("throttled", ["ComplianceCheck: throttled", "GraphAnswer: 429 TooManyRequests"]);
    const lines = deviceText("id-1", report(answer, {}, "ERROR"), page, now).split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "id-1",
      "  ✗ Graph is throttling this app or this tenant.",
      "    GraphAnswer: 429 TooManyRequests",
    ]);
    expect(lines[3]).toMatch(/^ {2}→ /);
    expect(lines.at(-1)).toBe("  alpha/intune › Intune: ERROR");
  });

  it("points from an Entra id to the device and its Intune id", () => {
    const entraMatch = verdict("compliant", { deviceName: "LAPTOP" });
    const text = deviceText("entra-1", report(failure("device-not-found"), { entraMatch }, "ERROR"), page, now);
    expect(text).toContain("! entra-1 is the Entra device id of LAPTOP.\n    Its Intune device id is id-1.\n  → If");
  });
});
