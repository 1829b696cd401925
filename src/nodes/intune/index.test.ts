import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import type { Verdict, VerdictFailure } from "../../microsoft/index.ts";
import { complianceFake, type NodeRun, runNode } from "../testing/run-node.ts";
import { intuneNode } from "./index.ts";

const attributes: JsonObject = {
  azureTenantId: "tenant",
  appRegistrationClientId: "client",
  appRegistrationClientSecret: "s3cret-of-the-application",
};

const verdict = (complianceState: string, device: JsonObject = {}): Verdict => ({
  outcome: "device",
  deviceId: "device123",
  complianceState,
  device,
  source: "live",
  checkedAt: 0,
  lastSync: null,
  reason: null,
});

const failure = (reason: VerdictFailure["reason"]): VerdictFailure => ({
  outcome: "failure",
  reason,
  status: 503,
  requestIds: ["r-1"],
  chain: ["GraphError graph-unavailable"],
});

const header = { "x-intune": ["CN=device123"] };
const answering = (answer: Verdict | VerdictFailure): NodeRun => ({
  attributes,
  headers: header,
  services: { compliance: complianceFake({ verdict: () => answer }) },
});

const exception = "[Microsoft Intune][Marketplace] Exception";
const stackTrace = "[Microsoft Intune][Marketplace] StackTracke";

describe("Microsoft Intune node leaves", () => {
  it.each([
    ["compliant", "COMPLIANT"],
    ["noncompliant", "NONCOMPLIANT"],
    ["inGracePeriod", "INGRACEPERIOD"],
    ["configManager", "CONFIGMANAGER"],
    ["conflict", "CONFLICT"],
    ["unknown", "UNKNOWN"],
    ["error", "ERROR"],
    ["", "UNKNOWN"],
    ["Compliant", "UNKNOWN"],
    ["compliant ", "UNKNOWN"],
    ["nonCompliant", "UNKNOWN"],
    ["brandNewState", "UNKNOWN"],
  ])("state %j by %s", async (state, outcome) => {
    expect((await runNode(intuneNode, answering(verdict(state)))).outcome).toBe(outcome);
  });

  it.each([
    ["the header is absent", {}],
    ["the header is blank", { "x-intune": ["  "] }],
    ["the header is CN= and nothing more", { "x-intune": ["CN="] }],
  ])("by NOID, without asking Microsoft, when %s", async (_when, headers: Record<string, string[]>) => {
    expect((await runNode(intuneNode, { attributes, headers })).outcome).toBe("NOID");
  });

  it.each([
    ["two header values differ", { "x-intune": ["CN=a", "CN=b"] }, "ambiguous-device-id"],
    ["two spellings of the header differ", { "x-intune": ["CN=a"], x_intune: ["CN=b"] }, "ambiguous-device-id"],
    ["the id would change the address", { "x-intune": ["CN=a/../b"] }, "malformed-device-id"],
    ["the id holds a query", { "x-intune": ["CN=a?b"] }, "malformed-device-id"],
  ])("by ERROR, without asking Microsoft, when %s", async (_when, headers: Record<string, string[]>, reason) => {
    const { outcome, action, state } = await runNode(intuneNode, { attributes, headers });
    expect(outcome).toBe("ERROR");
    expect(action).toMatchObject({ reason });
    expect(state.get(exception)).toContain(reason);
  });

  it("by ERROR when tenant, application or secret is missing", async () => {
    const { action } = await runNode(intuneNode, { headers: header });
    expect(action).toMatchObject({ outcome: "ERROR", reason: "not-configured" });
  });

  it("the same way for two equal header values as for one", async () => {
    const run = answering(verdict("compliant"));
    const { outcome } = await runNode(intuneNode, { ...run, headers: { "x-intune": ["CN=d", "CN=d"] } });
    expect(outcome).toBe("COMPLIANT");
  });
});

describe("rule 2, no fail-open: the Intune node never leaves by COMPLIANT when", () => {
  it.each([
    "graph-unavailable",
    "throttled",
    "device-not-found",
    "bad-response",
    "token-rejected",
    "permission-missing",
  ] as const)("Microsoft fails: %s", async (reason) => {
    const { action, state } = await runNode(intuneNode, answering(failure(reason)));
    expect(action).toMatchObject({ outcome: "ERROR", reason });
    expect(state.get(exception)).toBe(
      `2026-01-01T00:00:00.000Z: The device's compliance could not be established: ${reason}`,
    );
    expect(state.get(stackTrace)).toContain("request id r-1");
  });

  it("the apps of a compliant device cannot be read", async () => {
    const compliance = complianceFake({ verdict: () => verdict("compliant"), apps: () => failure("throttled") });
    const run = { attributes: { ...attributes, extractApps: true }, headers: header, services: { compliance } };
    expect((await runNode(intuneNode, run)).action).toMatchObject({ outcome: "ERROR", reason: "throttled" });
  });
});

describe("Microsoft Intune node, device id in shared state", () => {
  const inTuneSS = { ...attributes, inTuneSS: true, inTuneHeader: "deviceId" };
  const services = { compliance: complianceFake({ verdict: () => verdict("compliant") }) };

  it("is read from there and never from the header", async () => {
    const headers = { deviceid: ["CN=other"] };
    expect((await runNode(intuneNode, { attributes: inTuneSS, headers })).outcome).toBe("NOID");
    const shared = { deviceId: "CN=device123" };
    expect((await runNode(intuneNode, { attributes: inTuneSS, shared, services })).outcome).toBe("COMPLIANT");
  });

  it.each([[7], [{ id: "x" }], [["x"]]])("is malformed when it is not a string: %j", async (deviceId) => {
    const { action } = await runNode(intuneNode, { attributes: inTuneSS, shared: { deviceId } });
    expect(action).toMatchObject({ outcome: "ERROR", reason: "malformed-device-id" });
  });
});

describe("Microsoft Intune node, shared state (facts 1.6)", () => {
  const save = (device: JsonObject, more: JsonObject = {}) =>
    runNode(intuneNode, {
      ...answering(verdict("compliant", device)),
      attributes: { ...attributes, passDeviceInfoSession: true, ...more },
    });

  it.each([
    ["non-blank string, not trimmed", " x ", " x "],
    ["empty string", "", undefined],
    ["blank string", "  ", undefined],
    ["null", null, undefined],
    ["integer", 133661982720, "133661982720"],
    ["decimal", 1.5, "1.5"],
    ["boolean", false, "false"],
    ["empty array", [], "[]"],
    ["object", { a: 1 }, '{"a":1}'],
  ])("writes a %s as text or not at all", async (_kind, value, written) => {
    expect((await save({ member: value })).state.get("INTUNE_member")).toBe(written);
  });

  it("writes nothing unless it is told to", async () => {
    const { state } = await runNode(intuneNode, answering(verdict("compliant", { id: "device123" })));
    expect(state.keys()).toEqual([]);
  });

  it("never writes the activation lock bypass code", async () => {
    expect((await save({ activationLockBypassCode: "123" })).state.keys()).toEqual([]);
  });

  it("writes app names as the documented node does", async () => {
    const compliance = complianceFake({ verdict: () => verdict("compliant"), apps: () => ["A", "B, Inc.", "C"] });
    const { state } = await runNode(intuneNode, {
      attributes: { ...attributes, extractApps: true },
      headers: header,
      services: { compliance },
    });
    expect(state.get("INTUNE_INSTALLED_APPS")).toBe("[A, B, Inc., C]");
  });

  it("state `error` leaves no error keys", async () => {
    const { state } = await runNode(intuneNode, answering(verdict("error")));
    expect(state.keys()).toEqual([]);
  });

  it("removes everything that an earlier pass wrote", async () => {
    const shared = { INTUNE_complianceState: "compliant", [exception]: "x", [stackTrace]: "y", other: "stays" };
    const { state } = await runNode(intuneNode, { attributes, shared });
    expect(state.snapshot("shared")).toEqual({ other: "stays" });
  });
});

describe("rule 3, secrets leave no trace: neither the state nor the action of an Intune node holds", () => {
  it.each([
    ["a client secret", { appRegistrationClientSecret: "hidden-word" }],
    ["a password", { userName: "a@b.example", userPassword: "hidden-word" }],
    ["a private key", { credential: "certificate", certificate: "PEM", privateKey: "hidden-word" }],
    ["a key without its certificate", { credential: "certificate", privateKey: "hidden-word" }],
  ])("%s, whatever happens", async (_what, more) => {
    for (const answer of [verdict("noncompliant", { id: "device123" }), failure("client-secret-invalid")]) {
      const run = answering(answer);
      const failing = () => ({ outcome: "settings", settings: [] }) as const;
      const compliance = complianceFake({ verdict: () => answer, failing });
      const settings = {
        ...attributes,
        passDeviceInfoSession: true,
        explain: true,
        saveFailingSettings: true,
        ...more,
      };
      const { action, state } = await runNode(intuneNode, { ...run, attributes: settings, services: { compliance } });
      expect(JSON.stringify([action, state.snapshot("shared"), state.drainChanges()])).not.toContain("hidden-word");
    }
  });
});

describe("Microsoft Intune node, credentials", () => {
  it.each([
    ["the application alone when no user name is set", {}, "client-secret"],
    ["the application alone when the user name is empty", { userName: "", userPassword: null }, "client-secret"],
    ["the password grant when one is set", { userName: "admin@contoso.example", userPassword: "p" }, "password"],
  ])("uses %s", async (_how, more: JsonObject, kind) => {
    let used = "";
    const compliance = {
      ...complianceFake({}),
      verdict: async (connection: { credential: { kind: string } }) => {
        used = connection.credential.kind;
        return verdict("compliant");
      },
    };
    await runNode(intuneNode, { attributes: { ...attributes, ...more }, headers: header, services: { compliance } });
    expect(used).toBe(kind);
  });
});
