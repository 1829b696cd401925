import { describe, expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Verdict } from "../../microsoft/index.ts";
import { askedNode } from "./ask-node.ts";
import type { ConfiguredNode } from "./configured-nodes.ts";
import { userOf } from "./device-user.ts";
import { fleetMembers } from "./fleet-members.ts";

const complete = { azureTenantId: "tenant", appRegistrationClientId: "app", appRegistrationClientSecret: "secret" };
const clock = frozenClock("2026-01-10T00:00:00Z");

function nodeWith(settings: JsonObject): ConfiguredNode {
  const names = { realm: "alpha", journey: "intune", id: "n", displayName: "Intune", file: "f" };
  return { ...names, attributes: { ...complete, ...settings }, missing: [], leadsTo: new Map() };
}

function decide(node: ConfiguredNode, device: JsonObject) {
  const verdict: Verdict = {
    outcome: "device",
    deviceId: "device123",
    complianceState: "compliant",
    device,
    source: "live",
    checkedAt: clock.now(),
    lastSync: "2026-01-01T00:00:00Z",
    reason: null,
  };
  const compliance = {
    verdict: async () => verdict,
    detectedApps: async () => ({ outcome: "apps", names: [] }) as const,
    failingSettings: async () => ({ outcome: "settings", settings: [] }) as const,
  };
  const surroundings = { cloud: "global", connections: new Map(), clock } as const;
  return askedNode(node, surroundings).decide({ deviceId: "device123", compliance, user: userOf(device) });
}

const device: JsonObject = {
  deviceName: "PIXEL",
  userId: "0f7e78ba-6e1f-485b-8b8b-fb86895f0498",
  userPrincipalName: "",
  operatingSystem: "Android",
  osVersion: "12.0",
  managedDeviceOwnerType: "personal",
  isEncrypted: true,
  jailBroken: "False",
  azureADDeviceId: "5a1f8c90-2b7e-4d36-8e4a-71c0d9b2f683",
  deviceActionResults: [{ actionName: "wipe", actionState: "pending" }],
};

/** Intune does not always know an id or a principal name. */
const knownByMail: JsonObject = { ...device, userId: "", emailAddress: "emil@contoso.example" };

const rules: JsonObject[] = [
  {},
  { maxSyncAge: 24 },
  { requireUserMatch: true },
  { requireEncryption: true },
  { requireNotJailbroken: true },
  { minimumOsVersions: { Android: "13" } },
  { requireOwnership: "company" },
  { requireNoPendingWipe: true },
  { idKind: "entra" },
  { requireUserMatch: true, requireEncryption: true, requireNotJailbroken: true, requireNoPendingWipe: true },
];

const listedAs = (members: ReadonlySet<string>, record: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(record).filter(([name]) => members.has(name)));

describe("the members that a fleet's list is asked for", () => {
  it.each(rules)("let the node decide as with the whole record: %j", async (settings) => {
    const node = nodeWith(settings);
    const members = new Set(fleetMembers([node]));
    for (const record of [device, knownByMail]) {
      expect(await decide(node, listedAs(members, record))).toEqual(await decide(node, record));
    }
  });

  it("are no more than a person and the rules need", () => {
    const forPeople = ["deviceName", "userPrincipalName", "operatingSystem", "osVersion", "managedDeviceOwnerType"];
    expect(fleetMembers([nodeWith({})])).toEqual(forPeople);
    const two = [nodeWith({ requireEncryption: true }), nodeWith({ requireEncryption: true, idKind: "either" })];
    expect(fleetMembers(two)).toEqual([...forPeople, "isEncrypted", "azureADDeviceId"]);
  });

  it("hold none that a list would not give, because Graph refuses unknown ones", () => {
    expect(fleetMembers(rules.map(nodeWith))).not.toContain("managementState");
  });
});
