import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commonNames, dns, makeCertificate } from "../../src/device/testing/certificates.ts";
import { freePorts } from "../harness/ports.ts";
import { isAlive, type Sallyport, sallyport } from "../harness/sallyport.ts";

/** One gateway in two processes: a real command, killed and reloaded as an operator or a bad day would. */

let folder: string;
let port: number;
let secured: number;
let administration: number;
let gateway: Sallyport;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-workers-"));
  const ports = await freePorts();
  port = Number(ports.SALLYPORT_GATEWAY_PORT);
  secured = Number(ports.SALLYPORT_SERVER_PORT);
  administration = Number(ports.SALLYPORT_EMULATOR_PORT);
  const { certificate, key } = await makeCertificate({ subject: commonNames("localhost"), names: dns("localhost") });
  const write = (file: string, content: object | string): void => {
    mkdirSync(join(folder, "deployment", file, ".."), { recursive: true });
    const text = typeof content === "string" ? content : JSON.stringify(content);
    writeFileSync(join(folder, "deployment", file), text);
  };
  write("sallyport.json", { mode: "production", gateway: { workers: 2 }, realms: ["root"] });
  write("realms/root/realm.json", {});
  mkdirSync(join(folder, "deployment/realms/root/journeys"));
  const connector = { host: "127.0.0.1" };
  write("gateway/keys/edge.pem", certificate);
  write("gateway/keys/edge-key.pem", key);
  const secretsProvider = { type: "FileSystemSecretStore", config: { directory: "keys", suffix: ".pem" } };
  const keyManager = { type: "SecretsKeyManager", config: { signingSecretId: "edge", secretsProvider } };
  write("gateway/admin.json", {
    connectors: [
      { ...connector, port, gracePeriod: "2 seconds" },
      { ...connector, port: secured, gracePeriod: "2 seconds", tls: { keyManager } },
    ],
    adminConnector: { ...connector, port: administration },
  });
  write("gateway/routes/app.json", route("one"));
  gateway = sallyport(["start", "deployment", "--only", "gateway"], { folder });
  await gateway.until("gateway listens on");
});

afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
});

function route(entity: string): object {
  return {
    condition: "$" + "{find(request.uri.path, '^/app')}",
    handler: { type: "StaticResponseHandler", config: { status: 200, entity } },
  };
}

function get(path: string, to = port, agent: Agent | false = false): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: to, path, agent }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => {
        body += chunk.toString("utf8");
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.setTimeout(10_000, () => sent.destroy(new Error("no answer")));
    sent.end();
  });
}

/** The processes that serve, by their parent. */
async function workers(): Promise<number[]> {
  const { readdir, readFile } = await import("node:fs/promises");
  const found: number[] = [];
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(parent) === gateway.pid && state !== "Z") found.push(Number(entry));
  }
  return found;
}

test("two processes answer on one port, and one of them answers for the metrics of both", async () => {
  expect(await workers()).toHaveLength(2);
  for (let count = 0; count < 10; count += 1) expect((await get("/app")).body).toBe("one");
  // A process that is too busy to say what it counted is left out of one answer.
  const metrics = async () => (await get("/metrics/prometheus/0.0.4", administration)).body;
  await expect.poll(metrics).toMatch(/^sallyport_gateway_requests_total\{route="app",status="2xx"\} 10$/m);
});

/** A TLS connection of its own: whether its handshake was a resumed one, and its ticket. */
async function handshake(session?: Buffer): Promise<{ resumed: boolean; session: Buffer }> {
  const offered = session === undefined ? {} : { session };
  const options = {
    host: "127.0.0.1",
    port: secured,
    rejectUnauthorized: false,
    maxVersion: "TLSv1.2",
    ...offered,
  } as const;
  const socket = connect(options);
  await once(socket, "secureConnect");
  const found = { resumed: socket.isSessionReused(), session: socket.getSession() ?? Buffer.alloc(0) };
  socket.destroy();
  return found;
}

/** Whether each of twenty handshakes with a ticket is a resumed one, whatever process it meets. */
async function alwaysResumed(session: Buffer): Promise<boolean> {
  const found = await Promise.all(Array.from({ length: 20 }, () => handshake(session)));
  return found.every(({ resumed }) => resumed);
}

test("a TLS session ticket of one process is good at the other, after a reload too", async () => {
  const { session } = await handshake();
  expect(await alwaysResumed(session)).toBe(true);
  writeFileSync(join(folder, "deployment/gateway/routes/app.json"), JSON.stringify(route("reloaded")));
  gateway.signal("SIGHUP");
  const bodies = () => Promise.all(Array.from({ length: 6 }, async () => (await get("/app")).body));
  await expect.poll(bodies, { timeout: 20_000 }).toEqual(Array.from({ length: 6 }, () => "reloaded"));
  expect(await alwaysResumed(session)).toBe(true);
});

test("SIGHUP reloads the routes of every process", async () => {
  writeFileSync(join(folder, "deployment/gateway/routes/app.json"), JSON.stringify(route("two")));
  gateway.signal("SIGHUP");
  const all = () => Promise.all(Array.from({ length: 6 }, async () => (await get("/app")).body));
  await expect.poll(all, { timeout: 20_000 }).toEqual(Array.from({ length: 6 }, () => "two"));
});

test("kill -9 of one process: the service goes on, and the process is replaced", async () => {
  const before = await workers();
  const { session } = await handshake();
  const [victim = 0] = before;
  process.kill(victim, "SIGKILL");
  for (let count = 0; count < 20; count += 1) {
    // A connection that was handed to the process in its last moment is lost with it; the next one is not.
    const answer = await get("/app").catch(() => get("/app"));
    expect(answer.status).toBe(200);
  }
  await expect.poll(async () => (await workers()).filter((pid) => pid !== victim).length, { timeout: 20_000 }).toBe(2);
  await expect.poll(async () => (await get("/health/ready", administration)).status, { timeout: 20_000 }).toBe(200);
  await expect.poll(() => alwaysResumed(session).catch(() => false), { timeout: 20_000 }).toBe(true);
});

test("SIGTERM ends all of them", async () => {
  const pids = await workers();
  gateway.signal("SIGTERM");
  expect(await gateway.exited).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
});
