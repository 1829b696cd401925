import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Agent, request } from "undici";
import { systemClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/log.ts";
import { systemRandom } from "../../src/core/random.ts";
import { Secret } from "../../src/core/secret.ts";
import { type Faults, type FleetDocument, startEmulator } from "../../src/emulator/index.ts";
import { failureId, successId } from "../../src/journey/index.ts";
import { createDevelopmentCa, issueServerCertificate, type KeyedCertificate } from "../../src/pki/index.ts";

/** Deployments that only ask Intune, each with what it takes to go wrong, and the built command that looks at them. */

const context = { clock: systemClock, random: systemRandom };
const controlToken = "control-token-of-the-tests";

/** An emulator of Microsoft whose certificate names `hosts`. */
export interface Microsoft {
  readonly origin: string;
  readonly ca: string;
  fail(faults: Faults): Promise<void>;
  close(): Promise<void>;
}

export function newCa(): Promise<KeyedCertificate> {
  return createDevelopmentCa({ commonName: "Test CA", ...context });
}

export async function startMicrosoft(ca: KeyedCertificate, fleet: FleetDocument, hosts: string[]): Promise<Microsoft> {
  const { certificate, key } = await issueServerCertificate(ca, { hosts, ...context });
  const emulator = await startEmulator({
    host: "127.0.0.1",
    port: 0,
    tls: { cert: certificate, key },
    fleet,
    controlToken: new Secret(controlToken),
    log: silentLogger,
    ...context,
  });
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  return {
    origin: emulator.origin,
    ca: ca.certificate,
    async fail(faults) {
      const answer = await request(`${emulator.origin}/_emulator/faults`, {
        method: "PUT",
        dispatcher,
        headers: { authorization: `Bearer ${controlToken}`, "content-type": "application/json" },
        body: JSON.stringify(faults),
      });
      if (answer.statusCode !== 200) throw new Error(`no fault: ${answer.statusCode} ${await answer.body.text()}`);
      await answer.body.dump();
    },
    async close() {
      await dispatcher.close();
      await emulator.close();
    },
  };
}

export interface SetUp {
  readonly login: string;
  readonly graph?: string;
  /** PEM; null: nothing is trusted besides the system's roots. */
  readonly ca: string | null;
  /** Attributes of the journeys' Intune nodes, by journey. */
  readonly journeys: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** `microsoft.connections`. */
  readonly connections?: Readonly<Record<string, unknown>>;
  /** Where an outcome leads; default: COMPLIANT to success, ERROR to failure, the rest to success. */
  readonly leadsTo?: Readonly<Record<string, "success" | "failure">>;
}

const outcomes = [
  "COMPLIANT",
  "NONCOMPLIANT",
  "INGRACEPERIOD",
  "CONFIGMANAGER",
  "CONFLICT",
  "NOID",
  "UNKNOWN",
  "ERROR",
];

/** Writes a deployment directory and returns its path. */
export function writeDeployment(setUp: SetUp): string {
  const { login, graph = login, ca, connections = {}, journeys, leadsTo = { ERROR: "failure" } } = setUp;
  const folder = mkdtempSync(join(tmpdir(), "sallyport-intune-"));
  const folderOfJourneys = join(folder, "realms", "alpha", "journeys");
  mkdirSync(folderOfJourneys, { recursive: true });
  const microsoft = { cloud: { login, graph }, connections, ...(ca === null ? {} : { ca: "ca.pem" }) };
  writeJson(join(folder, "sallyport.json"), { mode: "development", realms: ["alpha"], microsoft });
  if (ca !== null) writeFileSync(join(folder, "ca.pem"), ca);
  for (const [name, attributes] of Object.entries(journeys)) {
    const ends = outcomes.map((outcome) => [outcome, leadsTo[outcome] === "failure" ? failureId : successId]);
    const placed = {
      nodeType: "IntuneNode",
      displayName: "Microsoft Intune",
      connections: Object.fromEntries(ends),
    };
    const tree = { _id: name, entryNodeId: "intune", nodes: { intune: placed } };
    const node = { ...attributes, _type: { _id: "IntuneNode", name: "Microsoft Intune", collection: true } };
    writeJson(join(folderOfJourneys, `${name}.journey.json`), { tree, nodes: { intune: node } });
  }
  return folder;
}

export function removeDeployment(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const entry = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** Runs the built command to its end. */
export function run(args: readonly string[], folder: string, environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
}

function writeJson(file: string, document: unknown): void {
  writeFileSync(file, JSON.stringify(document, null, 2));
}
