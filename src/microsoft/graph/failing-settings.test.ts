import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type FakeMicrosoft, type FakeReply, type Mischief, startFakeMicrosoft } from "../testing/fake-microsoft.ts";
import { device, deviceId, impatient, type SetUp, setUp } from "../testing/set-up.ts";
import type { Verdict } from "../verdict.ts";
import { settingText } from "./setting-text.ts";

let fake: FakeMicrosoft;
let setting: SetUp;

beforeAll(async () => {
  fake = await startFakeMicrosoft();
});
afterEach(() => setting.client.close());
afterAll(() => fake.close());

const userId = "6e7b768e-07e2-4810-8459-485f84f8f204";
const root = `/v1.0/deviceManagement/managedDevices/${deviceId}/deviceCompliancePolicyStates`;
const policies = {
  value: [
    { id: "p1", displayName: "Windows\nbaseline", state: "nonCompliant" },
    { id: "p2", displayName: "Fine", state: "compliant" },
    { id: "../p3", displayName: "Odd", state: "nonCompliant" },
  ],
};
const states = {
  value: [
    {
      setting: "Windows10CompliancePolicy.bitLockerEnabled",
      settingName: null,
      state: "nonCompliant",
      currentValue: "false",
    },
    { setting: "Windows10CompliancePolicy.osMinimumVersion", state: "compliant" },
    { setting: "Windows10CompliancePolicy.somethingNew", state: "error", currentValue: null },
  ],
};

async function verdictOf(members: Record<string, unknown> = {}): Promise<Verdict> {
  fake.play({ graph: () => ({ status: 200, body: device({ complianceState: "noncompliant", ...members }) }) });
  const verdict = await setting.client.verdict(setting.connection, deviceId);
  if (verdict.outcome !== "device") throw new Error(verdict.reason);
  return verdict;
}

const replies = ({ path }: { path: string }): FakeReply => ({
  status: 200,
  body: path.includes("settingStates") ? states : policies,
});

it("each failing setting comes with its policy and in words; what is met, or named oddly, is left out", async () => {
  setting = setUp(fake);
  const verdict = await verdictOf();
  fake.play({ graph: replies });
  expect(await setting.client.failingSettings(setting.connection, verdict)).toEqual({
    outcome: "settings",
    settings: [
      {
        policy: "Windows baseline",
        setting: "Windows10CompliancePolicy.bitLockerEnabled",
        text: "BitLocker must protect the drive",
        state: "nonCompliant",
        currentValue: "false",
      },
      {
        policy: "Windows baseline",
        setting: "Windows10CompliancePolicy.somethingNew",
        text: "Something new",
        state: "error",
        currentValue: null,
      },
    ],
  });
  const filter = encodeURIComponent(`(userId eq '${userId}')`).replaceAll("'", "%27");
  expect(fake.graphRequests.map(({ path }) => path)).toEqual([root, `${root}/p1/settingStates?$filter=${filter}`]);
});

it.each([null, "", "00000000-0000-0000-0000-000000000000", "x' or 1 eq 1"])(
  "the user id %j makes no filter: an empty one would be ignored",
  async (id) => {
    setting = setUp(fake);
    const verdict = await verdictOf({ userId: id });
    fake.play({ graph: replies });
    await setting.client.failingSettings(setting.connection, verdict);
    expect(fake.graphRequests.at(-1)?.path).toBe(`${root}/p1/settingStates`);
  },
);

it.each<[FakeReply | Mischief, string]>([
  [{ status: 403 }, "permission-missing"],
  [{ status: 404 }, "device-not-found"],
  [{ status: 429 }, "throttled"],
  [{ status: 500 }, "graph-unavailable"],
  [{ status: 200, body: "<html>" }, "bad-response"],
  ["hang", "graph-unavailable"],
])("when Graph answers %j, what fails is unknown", async (reply, reason) => {
  setting = setUp(fake, impatient);
  const verdict = await verdictOf();
  fake.play({ graph: () => reply });
  const result = await setting.client.failingSettings(setting.connection, verdict);
  expect(result).toMatchObject({ outcome: "unknown", failure: { reason } });
});

describe("a setting in words", () => {
  it.each([
    ["Windows10CompliancePolicy.bitLockerEnabled", "BitLocker must protect the drive"],
    ["MacOSCompliancePolicy.storageRequireEncryption", "The storage must be encrypted"],
    ["IosCompliancePolicy.securityBlockJailbrokenDevices", "The device is jailbroken or rooted"],
    ["osMinimumVersion", "The operating system is too old"],
    ["Policy.fooBarRequired", "Foo bar required"],
    ["", "A setting without name"],
    ["Policy.", "A setting without name"],
  ])("%s: %s", (setting, text) => {
    expect(settingText(setting)).toBe(text);
  });
});
