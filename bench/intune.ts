import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { CachedCosts } from "./cached-decision.ts";
import { type BenchEmulator, connectionTo, fleetSize, startBenchEmulator } from "./emulator.ts";
import type { FleetReading } from "./fleet-reader.ts";
import { microsoft } from "./product.ts";
import { type Figure, median, upTo } from "./report.ts";

/** What asking Intune costs: many decisions at once, one that the cache answers, and the list of a large fleet. */

const decisions = 10_000;
const devices = 100;
const freshProcesses = 3;
const fleetRounds = 5;

export async function measureIntune(say: (text: string) => void): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-bench-intune-"));
  say(`Starting an emulator with ${fleetSize} devices …`);
  const emulator = await startBenchEmulator(folder);
  try {
    say(`${decisions} decisions at once …`);
    const storm = await decisionsAtOnce(emulator);
    say(`Cached decisions, in ${freshProcesses} fresh processes …`);
    const cached = await cachedDecisions(emulator);
    say(`The fleet, ${fleetRounds} times with the client and as often without …`);
    return [...storm, ...cached, ...(await wholeFleet(emulator))];
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function decisionsAtOnce(emulator: BenchEmulator): Promise<Figure[]> {
  const { createComplianceClient, createMicrosoftDispatcher, silentLogger, systemClock, systemRandom } = microsoft;
  const connection = connectionTo(emulator.access);
  const dispatcher = createMicrosoftDispatcher({ ca: emulator.access.ca });
  const options = { clock: systemClock, random: systemRandom, log: silentLogger, dispatcher };
  const looking = createComplianceClient(options);
  const ids: string[] = [];
  for await (const page of looking.fleet(connection, { pageSize: devices })) {
    if (page.outcome === "page") ids.push(...page.devices.map(({ deviceId }) => deviceId));
    break;
  }
  await looking.close();
  const before = (await emulator.requests()).length;
  const client = createComplianceClient({ ...options, cache: { compliant: 60_000 } });
  const decide = (_: unknown, index: number) => client.verdict(connection, ids[index % devices] ?? "");
  const verdicts = await Promise.all(Array.from({ length: decisions }, decide));
  await client.close();
  await dispatcher.close();
  const failed = verdicts.filter(({ outcome }) => outcome !== "device").length;
  if (failed > 0) throw new Error(`${failed} of ${decisions} decisions failed`);
  const sent = (await emulator.requests()).slice(before);
  const exactly = (what: string, wanted: number, measured: number): Figure => {
    const title = `${decisions} decisions at once over ${devices} devices, cold: ${what}`;
    return { title, measured: String(measured), limit: `exactly ${wanted}`, holds: measured === wanted };
  };
  const tokenRequests = sent.filter(({ method }) => method === "POST").length;
  return [exactly("device reads", devices, sent.length - tokenRequests), exactly("token requests", 1, tokenRequests)];
}

async function cachedDecisions(emulator: BenchEmulator): Promise<Figure[]> {
  const runs: CachedCosts[] = [];
  for (let run = 0; run < freshProcesses; run += 1) {
    runs.push(await inFreshProcess<CachedCosts>(emulator, ["cached-decision.ts"]));
  }
  const figure = (title: string, limit: number, name: keyof CachedCosts): Figure =>
    upTo(title, limit, median(runs.map((run) => run[name])), "µs CPU");
  return [
    figure("a cached decision", 3, "decision"),
    figure("a cached decision, the connection made anew for it", 3, "decisionOfNewConnection"),
    figure("the Intune node around it", 60, "node"),
    figure("the Intune node that saves 39 device properties", 60, "nodeWithProperties"),
  ];
}

async function wholeFleet(emulator: BenchEmulator): Promise<Figure[]> {
  // Once for nobody: the emulator makes its pages for the first reader, and keeps them.
  await inFreshProcess(emulator, ["fleet-reader.ts", "bare"]);
  const readings: Record<"bare" | "client", FleetReading[]> = { bare: [], client: [] };
  for (let round = 0; round < fleetRounds; round += 1) {
    for (const reader of ["bare", "client"] as const) {
      readings[reader].push(await inFreshProcess<FleetReading>(emulator, ["fleet-reader.ts", reader]));
    }
  }
  const all = [...readings.bare, ...readings.client];
  if (all.some(({ devices: count }) => count !== fleetSize)) throw new Error("a reader missed devices");
  const of = (reader: "bare" | "client", name: keyof FleetReading): number =>
    median(readings[reader].map((reading) => reading[name]));
  const ratio = (name: "cpu" | "wall", what: string): Figure => {
    const [own, least] = [of("client", name), of("bare", name)];
    const title = `${fleetSize} devices listed, ${what}: ${own.toFixed(0)} ms, bare ${least.toFixed(0)} ms`;
    return upTo(title, 1.5, own / least, "times");
  };
  const title = `${fleetSize} devices listed, peak memory growth; bare ${of("bare", "growth").toFixed(0)} MiB`;
  return [ratio("cpu", "processor time"), ratio("wall", "elapsed"), upTo(title, 100, of("client", "growth"), "MiB")];
}

async function inFreshProcess<Result>({ access }: BenchEmulator, [script = "", ...args]: string[]): Promise<Result> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const env = { ...process.env, BENCH_EMULATOR: JSON.stringify(access) };
  const tsx = ["--import", import.meta.resolve("tsx")];
  const { stdout } = await promisify(execFile)(process.execPath, [...tsx, file, ...args], { env, timeout: 300_000 });
  return JSON.parse(stdout);
}
