import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientId, clientSecret, exampleFleet, tenantId } from "../../src/emulator/testing/example-fleet.ts";
import {
  type Microsoft,
  newCa,
  removeDeployment,
  run,
  startMicrosoft,
  writeDeployment,
} from "../harness/intune-deployment.ts";
import { documentedOutputs, withoutChance } from "./documented.ts";

/** `sallyport fleet`: the states of a tenant, and whom a journey's rules would lock out. */

const generated = "11111111-2222-4333-8444-555555555555";
const permissions = { application: ["DeviceManagementManagedDevices.Read.All"] };
const node = { azureTenantId: tenantId, appRegistrationClientId: clientId, appRegistrationClientSecret: clientSecret };
const large = { ...node, azureTenantId: generated };

const count = 3_000;
let microsoft: Microsoft;
let folder: string;

beforeAll(async () => {
  const example = await exampleFleet();
  const apps = [{ clientId, name: "Sallyport", secret: clientSecret, permissions }];
  const tenant = { id: generated, name: "Large", domain: "large.example", apps, generate: { count, seed: "fleet" } };
  const fleet = { ...example, tenants: [...example.tenants, tenant] };
  microsoft = await startMicrosoft(await newCa(), fleet, ["localhost"]);
  folder = writeDeployment({
    login: microsoft.origin,
    ca: microsoft.ca,
    journeys: {
      intune: node,
      strict: { ...node, maxSyncAge: 24 },
      trial: { ...node, maxSyncAge: 24, reportOnly: true },
      large: { ...large, maxSyncAge: 720, requireEncryption: true, requireUserMatch: true, extractApps: true },
      all: large,
    },
    leadsTo: { NONCOMPLIANT: "failure", ERROR: "failure", UNKNOWN: "failure" },
  });
});
afterAll(async () => {
  await microsoft.close();
  removeDeployment(folder);
});

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
async function fleetJson(journey: string): Promise<any> {
  const { code, stdout, stderr } = await run(["fleet", "--journey", journey, "--json"], folder);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

describe("sallyport fleet", () => {
  it("shows the demo's seven devices, as documented", async () => {
    const { code, stdout, stderr } = await run(["fleet", "--journey", "intune"], folder);
    expect([code, stderr]).toEqual([0, ""]);
    const pieces = documentedOutputs("fleet", "the devices of the demo");
    expect(pieces.length).toBeGreaterThan(0);
    for (const piece of pieces) expect(withoutChance(stdout)).toContain(piece);
  });

  it("counts who has no way in by the rules of the journey", async () => {
    const [intune, strict, trial] = await Promise.all(["intune", "strict", "trial"].map(fleetJson));
    expect(intune.summary).toMatchObject({ devices: 7, nodes: [{ lockedOut: 3, reportedOnly: 0 }] });
    // Only the sample of Ping's page has not synced for a day.
    expect(strict.summary.nodes).toMatchObject([{ lockedOut: 4 }]);
    expect(trial.summary.nodes).toMatchObject([{ lockedOut: 3, reportedOnly: 1 }]);
  });

  it("reads every page of a large tenant, and counts the same in JSON and CSV", async () => {
    const { summary, devices, failure } = await fleetJson("large");
    expect([devices.length, summary.devices, failure]).toEqual([count, count, null]);
    const locked = devices.filter(({ decisions }: { decisions: { lockedOut: boolean }[] }) => decisions[0]?.lockedOut);
    expect(locked.length).toBe(summary.nodes[0].lockedOut);
    expect(locked.length).toBeGreaterThan((await fleetJson("all")).summary.nodes[0].lockedOut);
    const csv = await run(["fleet", "--journey", "large", "--csv"], folder);
    const lines = csv.stdout.split("\r\n");
    expect(lines).toHaveLength(count + 2);
    expect(lines.filter((line) => line.endsWith(",yes")).length).toBe(locked.length);
  });

  it("decides for each listed device as a login with it would", async () => {
    const { devices } = await fleetJson("strict");
    for (const listed of devices) {
      const { stdout } = await run(["device", listed.id, "--journey", "strict", "--json"], folder);
      const [decision] = JSON.parse(stdout).tenants[0].decisions;
      expect([decision.outcome, decision.reason]).toEqual([listed.decisions[0].outcome, listed.decisions[0].reason]);
    }
  });

  it("prints what it read, and says that it broke off, when Graph fails", async () => {
    await microsoft.fail({ graph: { status: 503 } });
    const { code, stdout, stderr } = await run(["fleet", "--journey", "intune", "--json"], folder);
    await microsoft.fail({});
    expect(code).toBe(20);
    expect(JSON.parse(stdout)).toMatchObject({ devices: [], failure: { reason: "graph-unavailable" } });
    expect(stderr).toContain("the reading broke off: Graph could not be reached");
  });

  it("asks which journey is meant when they ask different tenants", async () => {
    const { code, stderr } = await run(["fleet"], folder);
    expect(code).toBe(1);
    expect(stderr).toContain("the Intune nodes ask 2 tenants");
    expect(stderr).toContain("choose one with --journey");
  });

  it("leaves nodes out that lack something, with a warning; asked for one of them, it says what is missing", async () => {
    const broken = writeDeployment({
      login: microsoft.origin,
      ca: microsoft.ca,
      journeys: {
        intune: node,
        token: { ...node, appRegistrationClientSecret: "&{other.secret}" },
        exported: { ...node, appRegistrationClientSecret: null },
      },
    });
    const all = await run(["fleet", "--json"], broken);
    expect(all.code).toBe(0);
    expect(JSON.parse(all.stdout).summary.nodes).toMatchObject([{ journey: "intune" }]);
    expect(all.stderr).toContain(
      "warning: alpha/token › Microsoft Intune: appRegistrationClientSecret names the token",
    );
    expect(all.stderr).toContain(
      "warning: alpha/exported › Microsoft Intune is left out: The node has no Client Secret",
    );
    const one = await run(["fleet", "--journey", "token"], broken);
    expect([one.code, one.stdout]).toEqual([2, ""]);
    expect(one.stderr).toMatch(/^sallyport: appRegistrationClientSecret names .* SALLYPORT_OTHER_SECRET\. \[not-conf/);
    removeDeployment(broken);
  });

  it("writes nothing but JSON or CSV to a pipe: no colours, no progress", async () => {
    const { stdout, stderr } = await run(["fleet", "--journey", "all"], folder, { FORCE_COLOR: "1" });
    expect(stdout + stderr).not.toContain("\u001b");
  });
});
