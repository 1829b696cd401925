import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientId, clientSecret, exampleFleet, sampleId, tenantId } from "../../src/emulator/testing/example-fleet.ts";
import {
  type Ended,
  type Microsoft,
  newCa,
  removeDeployment,
  run,
  startMicrosoft,
  writeDeployment,
} from "../harness/intune-deployment.ts";
import { documentedOutputs, withoutChance } from "./documented.ts";

/** `sallyport device`: what Intune says about one device, and what each journey would do. */

const node = { azureTenantId: tenantId, appRegistrationClientId: clientId, appRegistrationClientSecret: clientSecret };
const inGrace = "8c24b9f0-5e1a-4d73-b6a8-2f9e0c7d4b35";

let microsoft: Microsoft;
let folder: string;

beforeAll(async () => {
  microsoft = await startMicrosoft(await newCa(), await exampleFleet(), ["localhost"]);
  folder = writeDeployment({
    login: microsoft.origin,
    ca: microsoft.ca,
    journeys: {
      intune: node,
      strict: { ...node, maxSyncAge: 24, requireUserMatch: true },
      trial: { ...node, maxSyncAge: 24, reportOnly: true },
      "from-state": { ...node, inTuneSS: true },
      unready: { ...node, appRegistrationClientSecret: "&{other.secret}" },
    },
  });
});
afterAll(async () => {
  await microsoft.close();
  removeDeployment(folder);
});

function device(...args: readonly string[]): Promise<Ended> {
  return run(["device", ...args], folder);
}

/** Of the one journey that is not asked for in most of these tests. */
const warning =
  "sallyport: warning: alpha/unready › Microsoft Intune: appRegistrationClientSecret names the token &{other.secret}, " +
  "which has no value; the server will not start without it\n";

/** By journey. */
async function decisionsOf(id: string): Promise<Record<string, string>> {
  const { stdout } = await device(id, "--json");
  const tenants: { decisions: { journey: string; outcome: string }[] }[] = JSON.parse(stdout).tenants;
  const decisions = tenants.flatMap((tenant) => tenant.decisions);
  return Object.fromEntries(decisions.map(({ journey, outcome }) => [journey, outcome]));
}

describe("sallyport device", () => {
  it("shows the record, what fails, and what the journeys do, as documented", async () => {
    const { code, stdout, stderr } = await device(inGrace, "--journey", "intune");
    expect([code, stderr]).toEqual([0, warning]);
    const pieces = documentedOutputs("device", "a device in its grace period");
    expect(pieces.length).toBeGreaterThan(0);
    for (const piece of pieces) expect(withoutChance(stdout)).toContain(piece);
  });

  it("lets each node decide by its own settings, as if the device's user had signed in", async () => {
    // The sample of Ping's page synced in 2024, and has no user.
    expect(await decisionsOf(sampleId)).toEqual({
      intune: "COMPLIANT",
      strict: "NONCOMPLIANT",
      trial: "COMPLIANT",
      "from-state": "COMPLIANT",
      unready: "ERROR",
    });
    expect(await decisionsOf(inGrace)).toEqual({
      intune: "INGRACEPERIOD",
      strict: "INGRACEPERIOD",
      trial: "INGRACEPERIOD",
      "from-state": "INGRACEPERIOD",
      unready: "ERROR",
    });
  });

  it.each([
    ["compliant", sampleId, "COMPLIANT"],
    ["noncompliant", "3a7d1e52-0b64-4c1f-9d2e-7c5b8f10a6d1", "NONCOMPLIANT"],
    ["inGracePeriod", inGrace, "INGRACEPERIOD"],
    ["configManager", "1f0a6c83-94d2-4b5e-8a17-d3c6e5b92f48", "CONFIGMANAGER"],
    ["conflict", "b5e83d17-2c6f-4098-a4d1-60f7c9e21b7a", "CONFLICT"],
    ["unknown", "47d9f2a6-e108-4e3b-95cc-0a8b7d6f3e21", "UNKNOWN"],
    ["error", "d0c6b7e4-7f35-42a9-8be0-91a2f4d85c6e", "ERROR"],
  ])("shows a device whose state is %s, and ends with 0", async (complianceState, id, outcome) => {
    const { code, stdout } = await device(id, "--journey", "intune");
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^  State +${complianceState}$`, "m"));
    expect(stdout).toContain(`alpha/intune › Microsoft Intune: ${outcome} then `);
    expect(stdout.includes("What fails")).toBe(!["compliant", "configManager", "unknown"].includes(complianceState));
  });

  it("says what a node lacks, among others that work, and ends with 2", async () => {
    const { code, stdout } = await device(sampleId);
    expect(code).toBe(2);
    expect(stdout).toContain("alpha/intune › Microsoft Intune: COMPLIANT then success");
    expect(stdout).toMatch(/names the token\s+&\{other\.secret\},\s+which\s+has\s+no\s+value\./);
    expect(stdout).toContain("SALLYPORT_OTHER_SECRET");
    expect(stdout).toContain("alpha/unready › Microsoft Intune: ERROR then failure");
  });

  it("tells of an Entra id whose device it is, and what its Intune id is", async () => {
    const { stdout } = await device(inGrace, "--json");
    const entraId: string = JSON.parse(stdout).tenants[0].answer.device.azureADDeviceId;
    const wrong = await device(entraId, "--journey", "intune");
    expect(wrong.code).toBe(16);
    expect(wrong.stdout).toContain(`${entraId} is the Entra device id of Chandra's iPhone.`);
    expect(wrong.stdout).toContain(`Its Intune device id is ${inGrace}.`);
    expect(wrong.stdout).toContain("ERROR");
  });

  it.each([
    ["an unknown id", "f61dc341-c9c9-40c1-abbd-000000000000", 16, "Intune has no device with this id."],
    ["an id that none can have", "../../users", 16, "The device id is not one that a device can have"],
  ])("ends with its own code for %s", async (_title, id, code, text) => {
    const ended = await device(id, "--journey", "intune");
    expect(ended).toMatchObject({ code, stderr: warning });
    expect(ended.stdout).toContain(text);
  });

  it("never shows what lets somebody into the device", async () => {
    const { stdout } = await device(inGrace, "--json");
    expect(stdout).not.toContain("activationLockBypassCode");
    expect(stdout).not.toContain(clientSecret);
  });

  it.each([
    ["a journey that does not exist", ["--journey", "intun"], /no journey "intun" .*did you mean "intune"\? \[app/],
    ["a directory that is no deployment", ["--deployment", "nowhere"], /nowhere\/sallyport\.json: cannot be read/],
  ])("names %s", async (_title, args, message) => {
    const { code, stderr } = await device(inGrace, ...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });
});
