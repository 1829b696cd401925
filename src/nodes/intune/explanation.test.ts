import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import type { FailingSetting, FailingSettings, UnknownSettings, Verdict } from "../../microsoft/index.ts";
import { complianceFake, runNode } from "../testing/run-node.ts";
import { intuneNode } from "./index.ts";

const failing: FailingSetting = {
  policy: "Windows baseline",
  setting: "Windows10CompliancePolicy.bitLockerEnabled",
  text: "BitLocker must be on.",
  state: "nonCompliant",
  currentValue: "false",
};

async function explained(
  complianceState: string,
  settings: JsonObject = { explain: true },
  answer: FailingSettings | UnknownSettings | null = { outcome: "settings", settings: [failing] },
  device: JsonObject = {},
) {
  const verdict: Verdict = {
    outcome: "device",
    deviceId: "device123",
    complianceState,
    device,
    source: "live",
    checkedAt: 0,
    lastSync: null,
    reason: null,
  };
  const calls = answer === null ? {} : { failing: () => answer };
  const { state, outcome, action } = await runNode(intuneNode, {
    attributes: { azureTenantId: "t", appRegistrationClientId: "c", appRegistrationClientSecret: "s", ...settings },
    headers: { "x-intune": ["CN=device123"] },
    services: { compliance: complianceFake({ verdict: () => verdict, ...calls }) },
  });
  return { outcome, action, explanation: state.get("INTUNE_EXPLANATION"), saved: state.get("INTUNE_FAILING_SETTINGS") };
}

describe("the explanation of a device that is not compliant", () => {
  it.each([
    ["noncompliant", "NONCOMPLIANT"],
    ["inGracePeriod", "INGRACEPERIOD"],
    ["conflict", "CONFLICT"],
  ])("is written for %s", async (state, outcome) => {
    const grace = { complianceGracePeriodExpirationDateTime: "2026-11-24T08:00:00.1234567Z" };
    expect((await explained(state, { explain: true }, undefined, grace)).explanation).toEqual({
      outcome,
      fails: ["BitLocker must be on. (Windows baseline)"],
      graceEnd: "2026-11-24T08:00:00.1234567Z",
      checkIn: "https://portal.manage.microsoft.com",
      asked: { tree: "test", node: "node-1" },
    });
  });

  it.each(["compliant", "configManager", "unknown"])("is not written for %s, and nothing is asked", async (state) => {
    expect((await explained(state, { explain: true }, null)).explanation).toBeUndefined();
  });

  it("is not written, and nothing is asked, unless it is wanted", async () => {
    expect((await explained("noncompliant", {}, null)).explanation).toBeUndefined();
  });

  it.each(["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "soon", 7, null])(
    "names no end of grace when Intune has %j",
    async (complianceGracePeriodExpirationDateTime) => {
      const device = { complianceGracePeriodExpirationDateTime };
      const { explanation } = await explained("inGracePeriod", { explain: true }, undefined, device);
      expect(explanation).toMatchObject({ graceEnd: null });
    },
  );

  it("tells of broken rules of ours too", async () => {
    const settings = { explain: true, requireEncryption: true };
    expect((await explained("compliant", settings, null)).explanation).toMatchObject({
      outcome: "NONCOMPLIANT",
      fails: ["The device's storage is not reported as encrypted."],
    });
  });

  it("does not tell of rules that are only reported", async () => {
    const settings = { explain: true, requireEncryption: true, reportOnly: true };
    expect((await explained("noncompliant", settings)).explanation).toMatchObject({
      fails: ["BitLocker must be on. (Windows baseline)"],
    });
  });

  it("stands without settings when Intune does not name them; the outcome stays and the trace says why", async () => {
    const unknown: UnknownSettings = {
      outcome: "unknown",
      failure: { outcome: "failure", reason: "permission-missing", status: 403, requestIds: [], chain: [] },
    };
    const { outcome, explanation, action } = await explained("noncompliant", { explain: true }, unknown);
    expect([outcome, explanation]).toEqual(["NONCOMPLIANT", expect.objectContaining({ fails: [] })]);
    expect(action).toMatchObject({ logs: ["failing settings unknown: permission-missing"] });
  });

  it("is bounded: at most 20 sentences, one line and 300 characters each", async () => {
    const settings = Array.from({ length: 50 }, () => ({ ...failing, policy: `a\r\nb\u2028${"x".repeat(5000)}` }));
    const { explanation } = await explained("noncompliant", { explain: true }, { outcome: "settings", settings });
    const { fails } = explanation as { fails: string[] };
    expect(fails).toHaveLength(20);
    expect(fails.every((text) => text.length <= 300 && /^BitLocker must be on\. \(a b x+$/.test(text))).toBe(true);
  });
});

describe("failing settings", () => {
  it.each(["noncompliant", "inGracePeriod", "conflict", "error"])("are saved as JSON for %s", async (state) => {
    const { saved } = await explained(state, { saveFailingSettings: true });
    expect(JSON.parse(String(saved))).toEqual([failing]);
  });

  it("are bounded, so that they cannot fill the state of the journey", async () => {
    const settings = Array.from({ length: 500 }, () => ({ ...failing, text: "x".repeat(5000), currentValue: null }));
    const { saved } = await explained("noncompliant", { saveFailingSettings: true }, { outcome: "settings", settings });
    expect(JSON.parse(String(saved))).toHaveLength(100);
    expect(String(saved).length).toBeLessThan(64 * 1024);
  });

  it("are not asked for when the device is compliant", async () => {
    expect((await explained("compliant", { saveFailingSettings: true }, null)).saved).toBeUndefined();
  });
});
