import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createPki, type TestPki } from "../src/gateway/testing/pki.ts";
import { freePorts } from "./deployment.ts";
import type { LoadResult, LoadTask } from "./gateway-load.ts";
import { npmPeers, type ProxyName, proxyNames, startApplication, startProxy } from "./gateway-proxies.ts";
import { type Program, startProgram } from "./program.ts";
import { type Figure, median, upTo } from "./report.ts";

/** What a proxied request costs, beside nginx, haproxy and the proxies of npm in the same run; streams; idle connections. */

const connections = 64;
/** Until the code is compiled: before, a request costs several times as much, and a proxy serves them all day. */
const warmUpRequests = 20_000;
const round = 3_000;
const rounds = 3;
const idleConnections = 10_000;
const streamBytes = 2 ** 30;
const smallRequests = 500;
const mebibyte = 2 ** 20;

const loadScript = fileURLToPath(new URL("gateway-load.ts", import.meta.url));
const streamScript = fileURLToPath(new URL("gateway-streams.ts", import.meta.url));
const tsx = import.meta.resolve("tsx");

type Mode = "HTTP" | "mTLS";
/** Processor microseconds per request of each proxy. */
type Costs = ReadonlyMap<ProxyName, number>;

/** Against the better peer from npm, and against nginx. */
const limits: Readonly<Record<Mode, { readonly npm: number; readonly nginx: number }>> = {
  HTTP: { npm: 0.75, nginx: 5.5 },
  mTLS: { npm: 0.85, nginx: 7.5 },
};

/** Decisions are kept for five seconds, as they are for any page that is asked for often. */
const behindNginxLimit = 1.6;

export async function measureGateway(say: (text: string) => void): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-bench-gateway-"));
  const pki = await createPki();
  const programs: Program[] = [];
  const running = async (program: Promise<Program>): Promise<Program> => {
    const started = await program;
    programs.push(started);
    return started;
  };
  try {
    const modes = ["HTTP", "mTLS"] as const;
    const all = modes.flatMap((mode) => proxyNames[mode]);
    const [applicationPort = 0, ...ports] = await freePorts(1 + all.length);
    await running(startApplication(folder, applicationPort));
    const upstream = `http://127.0.0.1:${applicationPort}`;
    const figures: Figure[] = [];
    for (const mode of modes) {
      const proxies = new Map<ProxyName, Measured>();
      for (const name of proxyNames[mode]) {
        const port = ports.pop() ?? 0;
        const program = await running(startProxy(name, { folder, port, upstream, pki: mode === "HTTP" ? null : pki }));
        proxies.set(name, { program, port });
      }
      figures.push(...compared(mode, await costsOf(mode, proxies, pki, say)));
    }
    say("Bodies of 1 GiB, and idle connections …");
    figures.push(...(await large(folder, running)));
    return figures;
  } finally {
    await Promise.all(programs.map((program) => program.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly program: Program;
  readonly port: number;
}

async function costsOf(
  mode: Mode,
  proxies: ReadonlyMap<ProxyName, Measured>,
  pki: TestPki,
  say: (text: string) => void,
): Promise<Costs> {
  const tls =
    mode === "HTTP" ? {} : { tls: { ca: pki.ca.certificate, cert: pki.device.certificate, key: pki.device.key } };
  const send = async (port: number, onRunning?: () => void): Promise<number> =>
    (await load({ kind: "requests", port, connections, milliseconds: round, ...tls }, onRunning)).answers;
  const run = async ({ program, port }: Measured): Promise<number> => {
    let before = Number.NaN;
    // Connections are kept: what their handshakes cost is not a request's.
    const answers = await send(port, () => {
      before = program.cpu();
    });
    return (program.cpu() - before) / answers;
  };
  const measured = new Map<ProxyName, number[]>();
  for (const [name, proxy] of proxies) {
    say(`${mode}: warming up ${name}`);
    for (let count = 0; count < warmUpRequests; ) count += await send(proxy.port);
    measured.set(name, []);
  }
  for (let number = 1; number <= rounds; number += 1) {
    say(`${mode}: round ${number} of ${rounds}`);
    for (const [name, proxy] of proxies) measured.get(name)?.push(await run(proxy));
  }
  const costs = new Map([...measured].map(([name, costs]) => [name, median(costs)]));
  say([...costs].map(([name, cost]) => `${mode}  ${name.padEnd(20)} ${cost.toFixed(0).padStart(5)} µs CPU`).join("\n"));
  return costs;
}

function compared(mode: Mode, costs: Costs): Figure[] {
  const cost = (name: ProxyName): number => costs.get(name) ?? Number.NaN;
  const own = cost("sallyport");
  const better = cost(npmPeers[0]) < cost(npmPeers[1]) ? npmPeers[0] : npmPeers[1];
  const figure = (name: ProxyName, limit: number): Figure => {
    const title = `a proxied request over ${mode}, ${own.toFixed(0)} µs CPU: against ${name}, ${cost(name).toFixed(0)} µs`;
    return upTo(title, limit, own / cost(name), "times");
  };
  const figures = [figure(better, limits[mode].npm), figure("nginx", limits[mode].nginx)];
  if (mode === "HTTP") return figures;
  const behind = cost("sallyport behind nginx");
  const title = `a request over mTLS through nginx that asks us, ${behind.toFixed(0)} µs CPU of both: against bare nginx`;
  return [...figures, upTo(title, behindNginxLimit, behind / cost("nginx"), "times")];
}

/** @param onRunning called when every connection stands, and before the first request */
async function load(task: LoadTask, onRunning?: () => void): Promise<LoadResult> {
  const env = { ...process.env, LOAD: JSON.stringify(task) };
  const child = promisify(execFile)(process.execPath, ["--import", tsx, loadScript], { env });
  child.child.stdout?.once("data", () => onRunning?.());
  const { stdout } = await child;
  return JSON.parse(stdout.replace("running\n", ""));
}

async function large(folder: string, running: (program: Promise<Program>) => Promise<Program>): Promise<Figure[]> {
  const [streamPort = 0, port = 0] = await freePorts(2);
  const environment = { ...process.env, PORT: String(streamPort) };
  const args = ["--import", tsx, streamScript];
  await running(startProgram({ name: "streams", args, folder, environment, readyWhen: "listens on" }));
  const upstream = `http://127.0.0.1:${streamPort}`;
  const gateway = await running(startProxy("sallyport", { folder, port, upstream, pki: null }));
  // The code is compiled and connections stand; no large body went through yet.
  for (let count = 0; count < smallRequests; count += 1) await transfer(port, "POST", 1);
  const down = await growth(gateway, () => transfer(port, "GET", 0));
  const up = await growth(gateway, () => transfer(port, "POST", streamBytes));
  const idle = await idleHeld(folder, running);
  return [
    upTo("1 GiB downloaded: growth of memory", 64, down / mebibyte, "MiB"),
    upTo("1 GiB uploaded: growth of memory", 64, up / mebibyte, "MiB"),
    idle,
  ];
}

async function idleHeld(folder: string, running: (program: Promise<Program>) => Promise<Program>): Promise<Figure> {
  const [applicationPort = 0, port = 0] = await freePorts(2);
  await running(startApplication(folder, applicationPort));
  const upstream = `http://127.0.0.1:${applicationPort}`;
  const gateway = await running(startProxy("sallyport", { folder, port, upstream, pki: null }));
  const before = gateway.memory();
  const { open } = await load({ kind: "idle", port, connections: idleConnections, milliseconds: 3_000 });
  const each = (gateway.memory() - before) / idleConnections / 1024;
  return {
    title: `idle keep-alive connections held, ${each.toFixed(1)} KiB each`,
    measured: String(open),
    limit: `at least ${idleConnections}`,
    holds: open >= idleConnections,
  };
}

/** How much memory a program needs more while something happens, looked at ten times a second. */
async function growth(program: Program, happen: () => Promise<void>): Promise<number> {
  const before = program.memory();
  let most = before;
  const look = setInterval(() => {
    most = Math.max(most, program.memory());
  }, 100);
  await happen();
  clearInterval(look);
  return most - before;
}

/** @param size bytes to send */
function transfer(port: number, method: string, size: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = size === 0 ? {} : { "Content-Length": size };
    const sent = request({ port, host: "127.0.0.1", method, path: "/large", headers }, (response) => {
      let count = 0;
      let text = "";
      response.on("data", (chunk: Buffer) => {
        count += chunk.length;
        if (size > 0) text += chunk.toString("latin1");
      });
      response.on("error", reject);
      response.on("end", () => {
        const whole = size === 0 ? count === streamBytes : text === String(size);
        if (whole) resolve();
        else reject(new Error(`${method} ended with ${count} bytes: ${text.slice(0, 100)}`));
      });
    });
    sent.on("error", reject);
    Readable.from(pieces(size), { objectMode: false }).pipe(sent);
  });
}

function* pieces(size: number): Generator<Buffer> {
  const piece = Buffer.alloc(64 * 1024, "x");
  for (let left = size; left > 0; left -= piece.length) yield piece.subarray(0, left);
}
