import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../core/json.ts";
import { intuneConfig } from "../config.ts";
import { brokenRules } from "./index.ts";
import type { Person, RuleFacts } from "./rule.ts";

const now = Date.parse("2026-11-20T08:00:00Z");
const nobody: Person = { username: null, attribute: () => [] };

function broken(settings: JsonObject, device: JsonObject, facts: Partial<RuleFacts> = {}): string[] {
  const given = { device, lastSync: null, now, person: nobody, ...facts };
  return brokenRules(intuneConfig.parse(settings), given).map(({ rule }) => rule);
}

const met: string[] = [];

describe("without settings", () => {
  it("no rule applies to any record", () => {
    expect(broken({}, {})).toEqual(met);
  });
});

describe("maximum age of the last sync", () => {
  it.each([
    ["is met up to the hour", "2026-11-19T08:00:00Z", met],
    ["is met with 7 fractional digits, as on the wire", "2026-11-20T07:31:02.1234567Z", met],
    ["is met when Microsoft's clock is ahead", "2026-11-20T08:05:00Z", met],
    ["is broken after it", "2026-11-19T07:59:59Z", ["maxSyncAge"]],
    ["is broken by a device that never checked in", null, ["maxSyncAge"]],
    ["is broken by what is no date", "yesterday", ["maxSyncAge"]],
  ])("%s", (_title, lastSync, expected) => {
    expect(broken({ maxSyncAge: 24 }, {}, { lastSync })).toEqual(expected);
  });
});

describe("require the device's user", () => {
  const userId = "6e7b768e-07e2-4810-8459-485f84f8f204";
  const device = { userId, userPrincipalName: "Dana@Contoso.example" };
  const user = (username: string | null, attributes: Record<string, readonly string[]> = {}): Partial<RuleFacts> => ({
    person: { username, attribute: (name) => attributes[name] ?? [] },
  });
  const wrong = ["requireUserMatch"];

  it.each([
    ["is met by the principal name, whatever its case", device, user("dana@contoso.EXAMPLE"), {}, met],
    ["is met by the object id as user name", device, user(userId.toUpperCase()), {}, met],
    [
      "is met by the mail address",
      { userId, userPrincipalName: "d.roe@contoso.example", emailAddress: "Dana@contoso.example" },
      user("dana@contoso.example"),
      {},
      met,
    ],
    [
      "lets the object id decide against the mail address, too",
      { userId, emailAddress: "dana@contoso.example" },
      user("dana", { ids: ["00000000-0000-4000-8000-000000000001", "dana@contoso.example"] }),
      { userMatchAttribute: "ids" },
      wrong,
    ],
    ["is broken by another name", device, user("eve@contoso.example"), {}, wrong],
    ["is broken while nobody is known", device, user(null), {}, wrong],
    [
      "is broken by a device of nobody",
      { userId: "", userPrincipalName: null },
      user("dana@contoso.example"),
      {},
      wrong,
    ],
    ["does not take empty for equal", { userId, userPrincipalName: "" }, user(" "), {}, wrong],
    ["folds ASCII letters only", { userPrincipalName: "kim@x.example" }, user("\u212Aim@x.example"), {}, wrong],
    ["is met by an attribute", device, user("dana", { oid: [userId] }), { userMatchAttribute: "oid" }, met],
    [
      "is met by one of its values",
      device,
      user("dana", { mail: ["a@b", "dana@contoso.example"] }),
      { userMatchAttribute: "mail" },
      met,
    ],
    ["is broken without the attribute", device, user("dana@contoso.example"), { userMatchAttribute: "oid" }, wrong],
    [
      "lets the object id decide where both sides have one: a principal name may be given to somebody else",
      device,
      user("dana", { ids: ["00000000-0000-4000-8000-000000000001", "dana@contoso.example"] }),
      { userMatchAttribute: "ids" },
      wrong,
    ],
  ] as const)("%s", (_title, record, facts, settings, expected) => {
    expect(broken({ requireUserMatch: true, ...settings }, record, facts)).toEqual(expected);
  });
});

describe("require encryption", () => {
  it.each([
    [true, met],
    [false, ["requireEncryption"]],
    [null, ["requireEncryption"]],
    ["true", ["requireEncryption"]],
  ])("isEncrypted %j", (isEncrypted, expected) => {
    expect(broken({ requireEncryption: true }, { isEncrypted })).toEqual(expected);
  });
});

describe("require not jailbroken", () => {
  const wrong = ["requireNotJailbroken"];
  it.each([
    ["iOS", "False", met],
    ["iOS", "True", wrong],
    ["iOS", "Unknown", wrong],
    ["Android", "Unknown", wrong],
    ["AndroidEnterprise", null, wrong],
    ["Windows", "Unknown", met],
    ["Windows", "True", wrong],
    ["macOS", "Unknown", met],
    ["", "Unknown", wrong],
    [null, null, wrong],
  ])("%j, jailBroken %j", (operatingSystem, jailBroken, expected) => {
    expect(broken({ requireNotJailbroken: true }, { operatingSystem, jailBroken })).toEqual(expected);
  });
});

describe("minimum versions of operating systems", () => {
  const minimumOsVersions = { Windows: "10.0.19045", iOS: "17.4", macOS: "14" };
  const wrong = ["minimumOsVersions"];
  it.each([
    ["Windows", "10.0.22631.4317", met],
    ["Windows", "10.0.19045", met],
    ["windows", "10.0.19044.9999", wrong],
    ["Windows", "9.9", wrong],
    ["iOS", "17.10", met],
    ["iOS", "17.3.9", wrong],
    ["macOS", "14.6.1 (23G93)", met],
    ["macOS", "13.6 (22G120)", wrong],
    ["iOS", "", wrong],
    ["iOS", "latest", wrong],
    ["iOS", "17x4", wrong],
    ["Android", "8", met],
    [null, "14", wrong],
  ])("%j %j", (operatingSystem, osVersion, expected) => {
    expect(broken({ minimumOsVersions }, { operatingSystem, osVersion })).toEqual(expected);
  });

  it("refuses a minimum that is no dotted number when the journey is loaded", () => {
    expect(intuneConfig.safeParse({ minimumOsVersions: { iOS: "17.x" } }).success).toBe(false);
  });
});

describe("require ownership", () => {
  it.each([
    ["company", met],
    ["personal", ["requireOwnership"]],
    ["unknown", ["requireOwnership"]],
    [null, ["requireOwnership"]],
  ])("company of a device that is %j", (managedDeviceOwnerType, expected) => {
    expect(broken({ requireOwnership: "company" }, { managedDeviceOwnerType })).toEqual(expected);
  });
});

describe("require no pending wipe", () => {
  const wrong = ["requireNoPendingWipe"];
  const action = (actionName: unknown, actionState: unknown) => ({
    deviceActionResults: [{ actionName, actionState }],
  });
  it.each([
    ["nothing recorded", {}, met],
    ["no actions", { deviceActionResults: [] }, met],
    ["null for actions", { deviceActionResults: null }, met],
    ["a scan", action("windowsDefenderScan", "pending"), met],
    ["a wipe under way", action("wipe", "pending"), wrong],
    ["a wipe that failed", action("Wipe", "failed"), wrong],
    ["a wipe in a state that is not known", action("wipe", null), wrong],
    ["a wipe that was canceled", action("wipe", "canceled"), met],
    ["a retirement", action("retire", "active"), wrong],
    ["a beta record that is managed", { managementState: "managed" }, met],
    ["a beta record with a wipe issued", { managementState: "wipeIssued" }, wrong],
    ["a beta record whose wipe was canceled", { managementState: "wipeCanceled" }, met],
  ])("%s", (_title, device, expected) => {
    expect(broken({ requireNoPendingWipe: true }, device as JsonObject)).toEqual(expected);
  });
});

describe("sentences about broken rules", () => {
  it("name no person, and nothing that the owner of the device does not know", () => {
    const settings = intuneConfig.parse({ requireUserMatch: true });
    const device = { userId: "x", userPrincipalName: "boss@contoso.example" };
    const person = { username: "eve@contoso.example", attribute: () => [] };
    const [rule] = brokenRules(settings, { device, lastSync: null, now, person });
    expect(rule?.text).toBe("The device is assigned to somebody else in Intune.");
  });
});
