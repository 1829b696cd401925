import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { systemRandom } from "../../src/core/random.ts";
import type { FleetDocument } from "../../src/emulator/index.ts";
import { clientSecret, exampleFleet, sampleId, userPassword } from "../../src/emulator/testing/example-fleet.ts";
import { createDevelopmentCa, issueDeviceCertificate } from "../../src/pki/index.ts";
import { issued } from "../harness/certificates.ts";
import { client } from "../harness/client.ts";
import { state } from "../harness/demo.ts";
import {
  type Ended,
  type Microsoft,
  newCa,
  removeDeployment,
  run,
  startMicrosoft,
  writeDeployment,
} from "../harness/intune-deployment.ts";
import { intuneEventOf } from "../harness/intune-event.ts";
import { eventually } from "../harness/sallyport.ts";
import { giveInput } from "../harness/standard-input.ts";
import { rowsOf, sectionOf } from "../rules/markdown.ts";
import { readText } from "../rules/project.ts";
import { documentedCommands, fencesIn, withoutChance } from "./documented.ts";

/** docs/intune.md, done step by step as it says: its commands run, its settings work, its outputs are the real ones. */

const entraId = "e7f59723-3b4c-4783-89bf-9e42d492f4ac";
const readAll = "DeviceManagementManagedDevices.Read.All";

const guide = readText("docs/intune.md");
const shown = documentedCommands("intune.md");
const [writeSecret = "", makeCertificate = "", writePassword = "", ...otherScripts] = fencesIn("intune.md", "sh");
const [appOnly, inSallyportJson, trustManager, policy, passwordGrant, traceEvent, logLine] = fencesIn(
  "intune.md",
  "json",
).map((text) => JSON.parse(text));

let microsoft: Microsoft;
let folder: string;
/** What `verify` says before the secrets are there. */
let early: Ended;

beforeAll(async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "sallyport-guide-"));
  await bash(makeCertificate, elsewhere);
  const ca = await newCa();
  const certificate = readFileSync(join(elsewhere, "intune.crt"), "utf8");
  microsoft = await startMicrosoft(ca, await fleetOfTheGuide(certificate), ["localhost"]);
  folder = writeDeployment({
    login: microsoft.origin,
    ca: ca.certificate,
    journeys: { intune: appOnly, page: passwordGrant },
    connections: inSallyportJson.microsoft.connections,
  });
  cpSync(join(elsewhere, ".sallyport"), join(folder, ".sallyport"), { recursive: true });
  rmSync(elsewhere, { recursive: true, force: true });
  early = await runShown("before step 4");
  await bash(writeSecret, folder, `${clientSecret}\n`);
  await bash(writePassword, folder, `${userPassword}\n`);
});
afterAll(async () => {
  await microsoft.close();
  removeDeployment(folder);
});

/** The example's tenant: its app knows the certificate too, and the page's device has synced today. */
async function fleetOfTheGuide(certificate: string): Promise<FleetDocument> {
  const { tenants, ...fleet } = await exampleFleet();
  const lastSyncDateTime = new Date(systemClock.now() - 7 * 60 * 60 * 1000).toISOString();
  const changed = tenants.map((tenant) => ({
    ...tenant,
    apps: (tenant.apps ?? []).map((app, index) => (index === 0 ? { ...app, certificates: [certificate] } : app)),
    devices: (tenant.devices ?? []).map((device) =>
      device.id === sampleId ? { ...device, lastSyncDateTime } : device,
    ),
  }));
  return { ...fleet, tenants: changed };
}

/** Runs the command of a block as it stands there. */
function runShown(title: string): Promise<Ended> {
  const { command } = blockOf(title);
  const [program, ...args] = command.split(" ");
  expect(program).toBe("sallyport");
  return run(args, folder);
}

function blockOf(title: string): (typeof shown)[number] {
  const block = shown.find((candidate) => candidate.title === title);
  if (block === undefined) throw new Error(`docs/intune.md shows no command "# ${title}"`);
  return block;
}

/** Runs a block of shell commands as a person would paste it. */
function bash(script: string, cwd: string, input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = spawn("bash", ["-euo", "pipefail", "-c", script], { cwd, stdio: ["pipe", "pipe", "pipe"] });
    let output = "";
    let errors = "";
    shell.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
    });
    shell.stderr.on("data", (chunk: Buffer) => {
      errors += chunk;
    });
    shell.once("close", (code) => (code === 0 ? resolve(output) : reject(new Error(`${script}\n${errors}`))));
    giveInput(shell, input);
  });
}

function expectPieces(output: string, { pieces }: { readonly pieces: readonly string[] }): void {
  expect(pieces.length).toBeGreaterThan(0);
  let from = 0;
  for (const piece of pieces) {
    const at = withoutChance(output).indexOf(piece, from);
    expect(at, `${piece}\n\nis not what stands here:\n\n${withoutChance(output)}`).toBeGreaterThanOrEqual(0);
    from = at + piece.length;
  }
}

/** Of each command that the guide shows, by title. */
const exits = new Map([
  ["with the client secret", 0],
  ["with the certificate", 0],
  ["before step 4", 2],
  ["the device of step 1", 0],
  ["with the password grant", 0],
  ["an Entra id", 16],
  ["an Entra id, and its device", 16],
]);

describe("docs/intune.md on the way to a green verify", () => {
  it("has no commands that this test leaves out", () => {
    expect(otherScripts).toEqual([]);
    expect(shown.map(({ title }) => title).sort()).toEqual([...exits.keys(), "on a device"].sort());
  });

  it.each([...exits])("shows what sallyport prints, %s, and it ends with %i", async (title, exitCode) => {
    const { code, stdout, stderr } = title === "before step 4" ? early : await runShown(title);
    expect([code, stderr]).toEqual([exitCode, title === "before step 4" ? expect.anything() : ""]);
    expectPieces(stdout, blockOf(title));
    expect(stdout).not.toContain(clientSecret);
    expect(stdout).not.toContain(userPassword);
  });

  it("keeps secrets where only their owner reads them", async () => {
    const modes = await bash("stat -c '%a %n' .sallyport/secrets .sallyport/secrets/*", folder);
    expect(modes.trim().split("\n")).toEqual([
      "700 .sallyport/secrets",
      "600 .sallyport/secrets/intune.admin.password",
      "600 .sallyport/secrets/intune.certificate.pem",
      "600 .sallyport/secrets/intune.client.secret",
    ]);
  });

  it("names the permission that the emulator, as Graph does, asks for, and the eight others of the page", () => {
    const rows = rowsOf(sectionOf(guide, "The page's nine permissions")).slice(1);
    expect(rows.map(([, permission = ""]) => permission.replaceAll("`", ""))).toEqual([
      readAll,
      "User.Read",
      "get_data_warehouse",
      "get_device_compliance",
      "pfx_cert_provider",
      "scep_challenge_provider",
      "send_data_usage",
      "update_device_attributes",
      "update_device_health",
    ]);
    const needed = rows.filter((cells) => cells.some((cell) => cell.includes("needed")));
    expect(needed.map(([, permission]) => permission)).toEqual([`\`${readAll}\``]);
  });
});

describe("docs/intune.md on the way to the first login", () => {
  it("shows what openssl says of a certificate that a SCEP profile like this one gives", async () => {
    const context = { clock: systemClock, random: systemRandom };
    const authority = await createDevelopmentCa({ commonName: "Contoso Device CA", ...context });
    const { certificate } = await issueDeviceCertificate(authority, {
      commonName: sampleId,
      uris: [`IntuneDeviceId://${sampleId}`, "tag:microsoft.com,2022-09-14:sid:S-1-5-21-1-2-3-1001"],
      ...context,
    });
    writeFileSync(join(folder, "device.pem"), certificate);
    const block = blockOf("on a device");
    expectPieces(spaced(await bash(block.command, folder)), { pieces: block.pieces.map(spaced) });
  });

  it("configures trust as the example does", () => {
    const admin = JSON.parse(readText("examples/mtls-intune/gateway/admin.json"));
    const { comment, ...config } = admin.connectors[0].tls.config.trustManager.config;
    expect(comment).toEqual(expect.any(String));
    expect(trustManager).toEqual({ type: "SecretsTrustManager", config });
  });

  it("has the browser policy that the browser tests use, each entry JSON in a text", () => {
    const entries: string[] = policy.AutoSelectCertificateForUrls;
    expect(entries.map((entry) => JSON.parse(entry))).toEqual([
      { pattern: "https://login.example.com", filter: { ISSUER: { CN: "Example Device CA" } } },
    ]);
  });
});

describe("docs/intune.md on the wrong device id", () => {
  it("shows the trace and the log of a login whose certificate holds the Entra id", async () => {
    const earlier = lines().length;
    const on = client({ identity: await issued({ uris: [`IntuneDeviceId://${entraId}`] }) });
    const answer = await on.start();
    await on.close();
    expect(answer).toMatchObject({ status: 401, body: { message: "Login failure" } });
    const event = await intuneEventOf(answer);
    expect(event).toMatchObject(traceEvent);
    await eventually("the line in the log", () => lines().length > earlier);
    expect(lines().at(-1)).toMatchObject(logLine);
  });

  /** Whole lines of the server's log about a device that Intune does not know. */
  function lines(): object[] {
    const written = readFileSync(join(state, "logs", "server.log"), "utf8")
      .split("\n")
      .slice(0, -1);
    return written.filter((line) => line.includes("device-not-found")).map((line) => JSON.parse(line));
  }
});

/** OpenSSL 3.2 and later write `CN=a` where earlier ones write `CN = a`, and blanks at the ends of lines. */
function spaced(text: string): string {
  return text.replaceAll(" = ", "=").replaceAll(/ +$/gm, "");
}
