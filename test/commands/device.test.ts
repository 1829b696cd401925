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

async function decisionsOf(id: string): Promise<Record<string, string>> {
  const { stdout } = await device(id, "--json");
  const [tenant] = JSON.parse(stdout).tenants;
  const decisions: { journey: string; outcome: string }[] = tenant.decisions;
  return Object.fromEntries(decisions.map(({ journey, outcome }) => [journey, outcome]));
}

describe("sallyport device", () => {
  it("shows the record, what fails, and what the journeys do, as documented", async () => {
    const { code, stdout, stderr } = await device(inGrace, "--journey", "intune");
    expect([code, stderr]).toEqual([0, ""]);
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
    });
    expect(await decisionsOf(inGrace)).toEqual({
      intune: "INGRACEPERIOD",
      strict: "INGRACEPERIOD",
      trial: "INGRACEPERIOD",
      "from-state": "INGRACEPERIOD",
    });
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
    expect(ended).toMatchObject({ code, stderr: "" });
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
