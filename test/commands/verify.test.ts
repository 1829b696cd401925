import { execFile } from "node:child_process";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { FleetDocument } from "../../src/emulator/index.ts";
import {
  type Ended,
  type Microsoft,
  newCa,
  removeDeployment,
  run,
  type SetUp,
  startMicrosoft,
  writeDeployment,
} from "../harness/intune-deployment.ts";
import { freePort } from "../harness/ports.ts";
import { giveInput } from "../harness/standard-input.ts";
import { documentedOutputs, withoutChance } from "./documented.ts";

/** `sallyport verify` names the true cause of every broken set-up, and its outputs are the ones in docs/commands.md. */

const secret = "s3cret~of+the&app";
const tenantId = "6f1b5c0e-3c1d-4b7e-9a53-0d8d1c6a2f10";
const clientId = "2c9d7e44-8f0b-4a6e-b1f7-5f1f6f0c9a21";
const expiredApp = "2c9d7e44-8f0b-4a6e-b1f7-000000000001";
const powerlessApp = "2c9d7e44-8f0b-4a6e-b1f7-000000000002";
const withoutIntune = "7a2c6d1f-4d2e-4c8f-8b64-1e9e2d7b3a21";
const deviceId = "f61dc341-c9c9-40c1-abbd-6997016f4c9e";
const entraId = "5a1f8c90-2b7e-4d36-8e4a-71c0d9b2f683";

const readAll = { application: ["DeviceManagementManagedDevices.Read.All"] };
const app = { clientId, name: "Sallyport", secret, permissions: readAll };

const fleet: FleetDocument = {
  tenants: [
    {
      id: tenantId,
      name: "Contoso",
      apps: [
        { ...app, permissions: { ...readAll, delegated: readAll.application } },
        { ...app, clientId: expiredApp, secretExpires: "2025-01-01T00:00:00Z" },
        { ...app, clientId: powerlessApp, permissions: {} },
      ],
      users: [{ userName: "admin@contoso.example", password: "pass word&", mfa: true }],
      devices: [{ id: deviceId, azureADDeviceId: entraId, deviceName: "LAPTOP-ANNA", complianceState: "compliant" }],
    },
    { id: withoutIntune, name: "Fabrikam", intune: false, apps: [app] },
  ],
};

const node = {
  inTuneHeader: "x-intune",
  azureTenantId: tenantId,
  appRegistrationClientId: clientId,
  appRegistrationClientSecret: secret,
};

interface Case {
  /** As the documentation calls it. */
  readonly title: string;
  readonly node?: Record<string, unknown>;
  readonly setUp?: () => Partial<SetUp>;
  readonly args?: readonly string[];
  readonly faults?: Parameters<Microsoft["fail"]>[0];
  /** The step that fails, why, and the exit code. */
  readonly expected: readonly [step: string | null, reason: string | null, exitCode: number];
}

let microsoft: Microsoft;
let elsewhere: Microsoft;
let closedPort: number;
const folders: string[] = [];

beforeAll(async () => {
  const ca = await newCa();
  microsoft = await startMicrosoft(ca, fleet, ["localhost"]);
  elsewhere = await startMicrosoft(ca, fleet, ["graph.contoso.example"]);
  closedPort = await freePort();
});
afterEach(() => microsoft.fail({}));
afterAll(async () => {
  await Promise.all([microsoft.close(), elsewhere.close()]);
  for (const folder of folders) removeDeployment(folder);
});

const cases: readonly Case[] = [
  { title: "everything is right", args: ["--device", deviceId], expected: [null, null, 0] },
  {
    title: "the export lacks the client secret",
    node: { appRegistrationClientSecret: null },
    expected: ["configuration", "not-configured", 2],
  },
  {
    title: "a token has no value",
    node: { appRegistrationClientSecret: "&{intune.client.secret}" },
    expected: ["configuration", "not-configured", 2],
  },
  {
    title: "the name of the login host does not resolve",
    setUp: () => ({ login: "https://login.invalid" }),
    expected: ["dns", "name-not-resolved", 10],
  },
  {
    title: "nothing listens at the Graph host",
    setUp: () => ({ login: microsoft.origin, graph: `https://localhost:${closedPort}` }),
    expected: ["tls", "connection-failed", 11],
  },
  {
    title: "the authority of the host's certificate is not trusted",
    setUp: () => ({ ca: null }),
    expected: ["tls", "certificate-untrusted", 11],
  },
  {
    title: "the host's certificate is for another name",
    setUp: () => ({ login: elsewhere.origin }),
    expected: ["tls", "certificate-untrusted", 11],
  },
  {
    title: "the tenant id is wrong",
    node: { azureTenantId: "6f1b5c0e-3c1d-4b7e-9a53-000000000000" },
    expected: ["token", "tenant-not-found", 12],
  },
  {
    title: "the client id is wrong",
    node: { appRegistrationClientId: "2c9d7e44-8f0b-4a6e-b1f7-999999999999" },
    expected: ["token", "app-not-found", 12],
  },
  {
    title: "the client secret is wrong",
    node: { appRegistrationClientSecret: "the id of the secret" },
    expected: ["token", "client-secret-invalid", 12],
  },
  {
    title: "the client secret has expired",
    node: { appRegistrationClientId: expiredApp },
    expected: ["token", "client-secret-expired", 12],
  },
  {
    title: "the administrator's account needs a second factor",
    node: { userName: "admin@contoso.example", userPassword: "pass word&" },
    expected: ["token", "mfa-required", 12],
  },
  {
    title: "the app has no permission",
    node: { appRegistrationClientId: powerlessApp },
    expected: ["permissions", "permission-missing", 13],
  },
  {
    title: "the tenant has no Intune",
    node: { azureTenantId: withoutIntune },
    expected: ["licence", "intune-not-available-for-tenant", 14],
  },
  {
    title: "Intune does not know the device",
    args: ["--device", "f61dc341-c9c9-40c1-abbd-000000000000"],
    expected: ["device", "device-not-found", 16],
  },
  {
    title: "the certificate holds the Entra device id",
    args: ["--device", entraId],
    expected: ["device", "device-not-found", 16],
  },
  {
    title: "Graph is throttling",
    faults: { graph: { status: 429, retryAfter: 30 } },
    expected: ["permission", "throttled", 20],
  },
  { title: "Graph is down", faults: { graph: { status: 503 } }, expected: ["permission", "graph-unavailable", 20] },
];

async function verify(given: Case, ...args: readonly string[]): Promise<Ended> {
  const folder = writeDeployment({
    login: microsoft.origin,
    ca: microsoft.ca,
    journeys: { intune: { ...node, ...given.node } },
    ...given.setUp?.(),
  });
  folders.push(folder);
  return run(["verify", ...(given.args ?? []), ...args], folder);
}

describe("sallyport verify, when", () => {
  it.each(cases)("$title, ends as documented and names the cause", async (given) => {
    const [step, reason, exitCode] = given.expected;
    if (given.faults !== undefined) await microsoft.fail(given.faults);
    const [page, { stdout, code }] = await Promise.all([verify(given), verify(given, "--json")]);
    expect([page.code, code], page.stderr).toEqual([exitCode, exitCode]);
    for (const documented of documentedOutputs("verify", given.title)) {
      expect(withoutChance(page.stdout)).toContain(documented);
    }
    const body = JSON.parse(stdout);
    expect(body).toMatchObject({ ok: exitCode === 0, exitCode });
    const failed = body.connections[0].steps.find(({ ok }: { ok: boolean | null }) => ok === false);
    expect([failed?.name ?? null, failed?.reason ?? null]).toEqual([step, reason]);
    expect(page.stdout + page.stderr + stdout).not.toContain(secret);
  });

  it("tries one of microsoft.connections by its name, also before a node uses it", async () => {
    const connections = { contoso: { tenantId, clientId, credential: { kind: "client-secret", secret } } };
    const given = { title: "", setUp: () => ({ connections }), expected: [null, null, 0] } as const;
    const { code, stdout } = await verify(given, "--connection", "contoso", "--json");
    expect([code, JSON.parse(stdout).connections]).toMatchObject([0, [{ name: "contoso", usedBy: [], tenantId }]]);
    const missing = await verify(given, "--connection", "contosso");
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('did you mean "contoso"?')]);
  });

  it("works for the journey or the connection that was asked for, and warns of tokens that others lack", async () => {
    const connections = { contoso: { tenantId, clientId, credential: { kind: "client-secret", secret } } };
    const folder = writeDeployment({
      login: microsoft.origin,
      ca: microsoft.ca,
      journeys: { intune: node, other: { ...node, appRegistrationClientSecret: "&{other.secret}" } },
      connections,
    });
    folders.push(folder);
    const warning = "sallyport: warning: alpha/other › Microsoft Intune: appRegistrationClientSecret names the token";
    for (const choice of [
      ["--journey", "intune"],
      ["--connection", "contoso"],
    ]) {
      const { code, stderr } = await run(["verify", ...choice], folder);
      expect([code, stderr]).toEqual([0, expect.stringContaining(warning)]);
    }
    const all = await run(["verify", "--json"], folder);
    expect([all.code, all.stderr]).toEqual([2, ""]);
    const [first, second] = JSON.parse(all.stdout).connections;
    expect(first.steps.every(({ ok }: { ok: boolean }) => ok)).toBe(true);
    expect(second).toMatchObject({ steps: [{ name: "configuration", ok: false }, { ok: null }, {}, {}, {}, {}, {}] });
  });

  it("prints curl commands that do the same, given the secret", async () => {
    const { stdout } = await verify({ title: "", args: ["--device", deviceId], expected: [null, null, 0] }, "--json");
    const { prepare, token, device } = JSON.parse(stdout).connections[0].curl;
    expect(prepare).toEqual(["read -rs CLIENT_SECRET"]);
    const script = [...prepare, token, device].join("\n");
    expect(JSON.parse(await bash(script, `${secret}\n`))).toMatchObject({ id: deviceId, deviceName: "LAPTOP-ANNA" });
  });

  it("has an output in the documentation for each", () => {
    const titles = cases.map(({ title }) => title);
    expect(titles.filter((title) => documentedOutputs("verify", title).length === 0)).toEqual([]);
  });
});

function bash(script: string, input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = execFile("bash", ["-c", script], (failure, stdout) =>
      failure === null ? resolve(stdout) : reject(failure),
    );
    giveInput(shell, input);
  });
}
