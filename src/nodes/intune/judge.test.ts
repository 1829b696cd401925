import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import type { ReasonCode, Verdict, VerdictFailure } from "../../microsoft/index.ts";
import { complianceFake, runNode } from "../testing/run-node.ts";
import { intuneNode } from "./index.ts";
import { outcomeOf, refusals } from "./outcomes.ts";

const documented = { azureTenantId: "t", appRegistrationClientId: "c", appRegistrationClientSecret: "s" };
const states = ["compliant", "noncompliant", "inGracePeriod", "configManager", "conflict", "unknown", "error", "other"];

const verdictOf = (complianceState: string, device: JsonObject = {}, more: Partial<Verdict> = {}): Verdict => ({
  outcome: "device",
  deviceId: "device123",
  complianceState,
  device,
  source: "live",
  checkedAt: 0,
  lastSync: null,
  reason: null,
  ...more,
});

const failureOf = (reason: ReasonCode): VerdictFailure => ({
  outcome: "failure",
  reason,
  status: null,
  requestIds: [],
  chain: [],
});

async function outcome(
  settings: JsonObject,
  answer: Verdict | VerdictFailure,
  apps: () => readonly string[] | VerdictFailure = () => [],
): Promise<{ readonly outcome: string; readonly reason: string; readonly keys: readonly string[] }> {
  const failing = () => ({ outcome: "settings", settings: [] }) as const;
  const { action, state, ...left } = await runNode(intuneNode, {
    attributes: { ...documented, ...settings },
    headers: { "x-intune": ["CN=device123"] },
    services: { compliance: complianceFake({ verdict: () => answer, apps, failing }) },
  });
  return { outcome: left.outcome, reason: (action.kind === "goTo" && action.reason) || "", keys: state.keys() };
}

describe("a broken rule", () => {
  it.each([
    ["compliant", undefined, "NONCOMPLIANT"],
    ["inGracePeriod", undefined, "NONCOMPLIANT"],
    ["configManager", undefined, "NONCOMPLIANT"],
    ["unknown", undefined, "NONCOMPLIANT"],
    ["error", undefined, "ERROR"],
    ["compliant", "CONFLICT", "CONFLICT"],
    ["compliant", "INGRACEPERIOD", "INGRACEPERIOD"],
    ["noncompliant", "INGRACEPERIOD", "NONCOMPLIANT"],
    ["unknown", "INGRACEPERIOD", "UNKNOWN"],
    ["compliant", "ERROR", "ERROR"],
  ])("turns %s, with the outcome %s, into %s: never into something milder", async (state, ruleOutcome, expected) => {
    const settings = { requireEncryption: true, ...(ruleOutcome === undefined ? {} : { ruleOutcome }) };
    expect((await outcome(settings, verdictOf(state))).outcome).toBe(expected);
  });

  it("is named in the trace", async () => {
    const { reason } = await outcome({ requireEncryption: true }, verdictOf("compliant"));
    expect(reason).toContain("requireEncryption: The device's storage is not reported as encrypted.");
  });

  it.each(["COMPLIANT", "NOID", "CONFIGMANAGER"])("cannot be set to lead to %s", (ruleOutcome) => {
    expect(() => intuneNode.bind({ ruleOutcome })).toThrow();
    expect(() => intuneNode.bind({ unknownDeviceOutcome: ruleOutcome })).toThrow();
  });
});

describe("an unknown device", () => {
  it.each([
    [undefined, "ERROR"],
    ["", "ERROR"],
    ["NONCOMPLIANT", "NONCOMPLIANT"],
    ["UNKNOWN", "UNKNOWN"],
  ])("with the outcome %j leads to %s", async (unknownDeviceOutcome, expected) => {
    const settings = unknownDeviceOutcome === undefined ? {} : { unknownDeviceOutcome };
    const left = await outcome(settings, failureOf("device-not-found"));
    expect(left).toMatchObject({ outcome: expected, reason: "device-not-found" });
    expect(left.keys.length > 0).toBe(expected === "ERROR");
  });

  it("is nothing else that failed", async () => {
    expect((await outcome({ unknownDeviceOutcome: "UNKNOWN" }, failureOf("throttled"))).outcome).toBe("ERROR");
  });
});

describe("a stale answer", () => {
  const stale = verdictOf(
    "compliant",
    { id: "device123" },
    { source: "stale", age: 61_000, staleBecause: "throttled" },
  );

  it("is labelled with its age and cause", async () => {
    const left = await outcome({}, stale);
    expect(left).toMatchObject({ outcome: "COMPLIANT" });
    expect(left.reason).toBe("complianceState compliant (stale, 61 s old, because of throttled)");
  });

  it("can be refused, and nothing of it is saved then", async () => {
    const left = await outcome({ refuseStale: true, passDeviceInfoSession: true }, stale);
    expect(left).toMatchObject({ outcome: "ERROR", reason: "throttled" });
    expect(left.keys).not.toContain("INTUNE_id");
  });
});

describe("apps that cannot be read", () => {
  const throttled = () => failureOf("throttled");
  const settings = { extractApps: true, tolerateAppsFailure: true };

  it("can be done without", async () => {
    const left = await outcome(settings, verdictOf("compliant"), throttled);
    expect(left).toMatchObject({ outcome: "COMPLIANT", keys: [] });
  });

  it("do not hide a broken rule", async () => {
    const left = await outcome({ ...settings, requireEncryption: true }, verdictOf("compliant"), throttled);
    expect(left.outcome).toBe("NONCOMPLIANT");
  });

  it("lead to ERROR with report-only, as the documented properties have it, and the trace says so", async () => {
    const left = await outcome({ ...settings, reportOnly: true }, verdictOf("compliant"), throttled);
    expect(left.outcome).toBe("ERROR");
    expect(left.reason).toContain("would have been COMPLIANT");
  });
});

describe("report-only", () => {
  it("leaves as the documented properties decide and records what would have been", async () => {
    const left = await outcome({ requireEncryption: true, reportOnly: true }, verdictOf("compliant"));
    expect(left.outcome).toBe("COMPLIANT");
    expect(left.reason).toMatch(
      /^complianceState compliant \(live\); would have been NONCOMPLIANT: .*requireEncryption/,
    );
  });

  it("says nothing when nothing would have been different", async () => {
    const left = await outcome({ requireEncryption: true, reportOnly: true }, verdictOf("noncompliant"));
    expect(left).toMatchObject({ outcome: "NONCOMPLIANT", reason: "complianceState noncompliant (live)" });
  });

  it("covers the outcome for an unknown device and stale answers", async () => {
    const unknown = await outcome({ unknownDeviceOutcome: "UNKNOWN", reportOnly: true }, failureOf("device-not-found"));
    expect(unknown).toMatchObject({ outcome: "ERROR", reason: expect.stringContaining("would have been UNKNOWN") });
    const stale = verdictOf("compliant", {}, { source: "stale", staleBecause: "throttled" });
    const left = await outcome({ refuseStale: true, reportOnly: true }, stale);
    expect(left).toMatchObject({ outcome: "COMPLIANT", reason: expect.stringContaining("would have been ERROR") });
  });
});

const records = fc.record(
  {
    isEncrypted: fc.constantFrom(true, false, null),
    jailBroken: fc.constantFrom("True", "False", "Unknown", null),
    operatingSystem: fc.constantFrom("Windows", "iOS", "Android", "", null),
    osVersion: fc.constantFrom("10.0.1", "17.4", "x", null),
    managedDeviceOwnerType: fc.constantFrom("company", "personal", "unknown"),
    managementState: fc.constantFrom("managed", "wipePending"),
    userPrincipalName: fc.constantFrom("dana@contoso.example", "", null),
  },
  { requiredKeys: [] },
);
const settings = fc.record(
  {
    maxSyncAge: fc.constantFrom(1, 24, null),
    requireUserMatch: fc.boolean(),
    requireEncryption: fc.boolean(),
    requireNotJailbroken: fc.boolean(),
    minimumOsVersions: fc.constantFrom({ Windows: "10.0.2" }, { iOS: "17" }, {}, null),
    requireOwnership: fc.constantFrom("company", "personal", "", null),
    requireNoPendingWipe: fc.boolean(),
    ruleOutcome: fc.constantFrom(...refusals, null),
    unknownDeviceOutcome: fc.constantFrom(...refusals, null),
    refuseStale: fc.boolean(),
    tolerateAppsFailure: fc.boolean(),
    appsAsJson: fc.boolean(),
    explain: fc.boolean(),
    saveFailingSettings: fc.boolean(),
  },
  { requiredKeys: [] },
);
const answers = fc.oneof(
  fc
    .tuple(fc.constantFrom(...states), records, fc.constantFrom("live", "cache", "stale"))
    .map(([state, record, source]) => verdictOf(state, record as JsonObject, { source: source as Verdict["source"] })),
  fc
    .constantFrom("device-not-found", "throttled", "permission-missing")
    .map((reason) => failureOf(reason as ReasonCode)),
);
const appsAnswers = fc.constantFrom<readonly string[] | VerdictFailure>(["A"], failureOf("throttled"));

describe("whatever the record and the rules", () => {
  it("report-only leaves as the nine documented properties alone do", async () => {
    await fc.assert(
      fc.asyncProperty(settings, answers, appsAnswers, fc.boolean(), async (chosen, answer, apps, extractApps) => {
        const alone = await outcome({ extractApps }, answer, () => apps);
        const reported = await outcome(
          { ...(chosen as JsonObject), extractApps, reportOnly: true },
          answer,
          () => apps,
        );
        expect(reported.outcome).toBe(alone.outcome);
      }),
    );
  });

  it("COMPLIANT comes from Intune alone: from a verdict that says compliant", async () => {
    await fc.assert(
      fc.asyncProperty(settings, answers, appsAnswers, fc.boolean(), async (chosen, answer, apps, reportOnly) => {
        const left = await outcome({ ...(chosen as JsonObject), extractApps: true, reportOnly }, answer, () => apps);
        const isCompliant = answer.outcome === "device" && outcomeOf(answer.complianceState) === "COMPLIANT";
        expect(left.outcome === "COMPLIANT" && !isCompliant).toBe(false);
      }),
    );
  });
});
