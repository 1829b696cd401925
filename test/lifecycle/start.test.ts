import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DemoFile, demoFileSchema } from "../../src/app/demo/demo-file.ts";
import { client, codesOf, logIn } from "../harness/client.ts";
import { freePorts } from "../harness/ports.ts";
import { eventually, isAlive, killPart, partsOf, type Sallyport, sallyport } from "../harness/sallyport.ts";

/** What `npm start` promises to the person at the terminal, on a folder of its own that is started three times. */

const folder = mkdtempSync(join(tmpdir(), "sallyport-start-"));
const state = join(folder, ".sallyport");
const running: Sallyport[] = [];
let ports: Record<string, string>;

function start(more: Record<string, string> = {}): Sallyport {
  const demo = sallyport(["demo"], { folder, env: { ...ports, ...more } });
  running.push(demo);
  return demo;
}

function demoFile(): DemoFile {
  return demoFileSchema.strict().parse(JSON.parse(readFileSync(join(state, "demo.json"), "utf8")));
}

beforeAll(async () => {
  ports = await freePorts();
});

afterAll(async () => {
  await Promise.all(running.map((demo) => demo.stop()));
  rmSync(folder, { recursive: true, force: true });
});

describe("the first start", () => {
  let demo: Sallyport;
  let lines: string[];

  beforeAll(async () => {
    demo = start();
    lines = (await demo.until("Sallyport is ready\n")).split("\n");
  });

  it("prints a table with a check mark for each of the eight devices, and no cross", () => {
    const marked = lines.filter((line) => line.startsWith("✓"));
    expect(
      marked.map((line) =>
        line
          .split(/\s{2,}/)
          .slice(1, 4)
          .join(" "),
      ),
    ).toEqual([
      "compliant f61dc341… COMPLIANT",
      "noncompliant 3a7d1e52… NONCOMPLIANT",
      "grace-period 8c24b9f0… INGRACEPERIOD",
      "config-manager 1f0a6c83… CONFIGMANAGER",
      "conflict b5e83d17… CONFLICT",
      "no-id no device id NOID",
      "unknown 47d9f2a6… UNKNOWN",
      "error d0c6b7e4… ERROR",
    ]);
    expect(demo.output()).not.toContain("✗");
  });

  it("prints the path of each login, and the level that it reached", () => {
    const row = (device: string) => lines.find((line) => line.startsWith(`✓  ${device} `));
    expect(row("compliant")).toMatch(/ Intune → [^→]*Two-factor[^→]* → [^→]*Auth Level 3 +3 +\d+ ms$/);
    expect(row("no-id")).toMatch(
      / Intune → Continue\? \(continue\) → [^→]*Two-factor[^→]* → [^→]*Auth Level 2 +2 +\d+ ms$/,
    );
    expect(row("error")).toMatch(/ Intune → Continue\? \(refuse\) +refused +\d+ ms$/);
  });

  it("prints addresses, the demo user with a one-time code and a QR code, and three logins by curl", () => {
    const { gateway, server, emulator, user } = demoFile();
    for (const text of [`${gateway}/mtls-intune/?realm=alpha`, `${server}/am/XUI/?realm=alpha`, emulator]) {
      expect(demo.output()).toContain(text);
    }
    expect(demo.output()).toMatch(new RegExp(`Password +${user.password}\n +One-time code +\\d{6} `));
    expect(lines.filter((line) => /^ +█[█▀▄ ]{30,}█$/.test(line)).length).toBeGreaterThan(15);
    expect(lines.filter((line) => line.startsWith("curl "))).toHaveLength(3);
  });

  it("says as its last line that Sallyport is ready", () => {
    expect(lines.slice(-2)).toEqual(["Sallyport is ready", ""]);
  });

  it("describes itself to people's scripts in demo.json, in exactly the promised shape", () => {
    const demo = demoFile();
    for (const origin of [demo.gateway, demo.server, demo.emulator]) expect(new URL(origin).origin).toBe(origin);
    expect([demo.gateway, demo.server, demo.emulator].map((origin) => new URL(origin).port)).toEqual(
      ["GATEWAY", "SERVER", "EMULATOR"].map((part) => ports[`SALLYPORT_${part}_PORT`]),
    );
    for (const file of [demo.ca, ...demo.devices.flatMap(({ cert, key }) => [cert, key])]) {
      expect(isAbsolute(file) && readFileSync(file, "utf8").startsWith("-----BEGIN ")).toBe(true);
    }
    expect(demo.users.length).toBeGreaterThanOrEqual(6);
    expect(demo.devices.map(({ outcome, authLevel }) => [outcome, authLevel])).toEqual([
      ["COMPLIANT", 3],
      ["NONCOMPLIANT", 2],
      ["INGRACEPERIOD", 2],
      ["CONFIGMANAGER", 2],
      ["CONFLICT", 2],
      ["NOID", 2],
      ["UNKNOWN", 2],
      ["ERROR", null],
    ]);
    expect(demo.devices.map(({ id }) => id === null)).toEqual(demo.devices.map(({ outcome }) => outcome === "NOID"));
    const people = [demo.user, ...demo.users, ...demo.devices.map(({ user }) => user)];
    expect(new Set(people.map(({ name }) => name)).size).toBe(people.length);
    for (const { totpUri } of people) expect(totpUri).toMatch(/^otpauth:\/\/totp\/.*[?&]secret=[A-Z2-7]{26,}/);
  });

  it("keeps its state to its owner: directories 0700; demo.json, secrets, keys, logs and database 0600", () => {
    const mode = (path: string) => (statSync(join(state, path)).mode & 0o777).toString(8);
    const directories = [".", "secrets", "keys", "logs", "pki", "pki/devices"];
    expect(directories.map((path) => [path, mode(path)])).toEqual(directories.map((path) => [path, "700"]));
    const inside = (directory: string) => readdirSync(join(state, directory)).map((name) => join(directory, name));
    const files = [
      "demo.json",
      ...readdirSync(state).filter((name) => name.startsWith("sallyport.db")),
      ...["secrets", "keys", "logs"].flatMap(inside),
      ...["pki", "pki/devices"].flatMap(inside).filter((name) => name.endsWith("-key.pem")),
    ];
    expect(files.length).toBeGreaterThan(50);
    expect(files.map((path) => [path, mode(path)])).toEqual(files.map((path) => [path, "600"]));
  });

  it("starts a part again that died, and people log in again", async () => {
    killPart(demo.pid, "gateway");
    await demo.until("the gateway ended (SIGKILL); starting it again");
    const { gateway, users } = demoFile();
    const [user] = users;
    if (user === undefined) throw new Error("no user");
    const ca = readFileSync(join(state, "pki", "ca.pem"), "utf8");
    await eventually("the gateway's return", () => accepts(gateway));
    const device = client({ origin: gateway, ca });
    const { body } = await logIn(device, user, codesOf(user, state));
    expect(body).toMatchObject({ tokenId: expect.any(String) });
    await device.close();
  });

  it("stops every part within five seconds of a SIGINT, exits with 0, and leaves the ports free", async () => {
    await expectCleanStop(demo, () => demo.signal("SIGINT"));
  });
});

describe("the second start in the same folder", () => {
  let first: DemoFile;
  let demo: Sallyport;

  beforeAll(async () => {
    first = demoFile();
    const began = Date.now();
    demo = start();
    await demo.until("Sallyport is ready\n");
    process.stdout.write(`second start: ${Date.now() - began} ms\n`);
  });

  it("goes through every login again", () => {
    expect(demo.output().match(/^✓/gm)).toHaveLength(8);
  });

  it("keeps authority, administrator, demo user and spare users, so authenticators and scripts go on working", () => {
    const { ca, admin, user, users } = demoFile();
    expect({ ca, admin, user, users }).toEqual({
      ca: first.ca,
      admin: first.admin,
      user: first.user,
      users: first.users,
    });
  });

  it("stops as cleanly on Ctrl-C, which a terminal sends to the whole process group", async () => {
    await expectCleanStop(demo, () => demo.signalGroup("SIGINT"));
  });
});

describe("a supervisor that is killed", () => {
  it("takes its parts along: they notice that it is gone", async () => {
    const demo = start();
    await demo.until("Sallyport is ready\n");
    const parts = Object.values(partsOf(demo.pid));
    expect(parts).toHaveLength(3);
    demo.signal("SIGKILL");
    await eventually("the end of the parts", () => !parts.some(isAlive));
    expect(await openPorts()).toEqual([]);
  });
});

describe("a busy port", () => {
  it.each(["GATEWAY", "SERVER", "EMULATOR"])("of the %s is named, with the variable that moves it", async (part) => {
    const variable = `SALLYPORT_${part}_PORT`;
    const squatter = await listen(Number(ports[variable]));
    const demo = start();
    expect(await demo.exited).toBe(1);
    expect(demo.output()).toContain(`port ${ports[variable]}, which the ${part.toLowerCase()} needs, is in use`);
    expect(demo.output()).toContain(`set ${variable} to a free port`);
    expect(demo.output()).not.toContain("    at ");
    await new Promise((resolve) => squatter.close(resolve));
    expect(await openPorts()).toEqual([]);
  });
});

async function expectCleanStop(demo: Sallyport, stop: () => void): Promise<void> {
  const parts = Object.values(partsOf(demo.pid));
  expect(parts).toHaveLength(3);
  const began = Date.now();
  stop();
  expect(await demo.exited).toBe(0);
  expect(Date.now() - began).toBeLessThan(5_000);
  expect(parts.filter(isAlive)).toEqual([]);
  expect(await openPorts()).toEqual([]);
}

/** Whether somebody takes connections there: a look that is not in the way of who is about to listen. */
function accepts(origin: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(origin).port), "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("connect", () => socket.destroy());
    socket.on("error", () => resolve(false));
  });
}

/** The ports of the demo that something still listens on. */
async function openPorts(): Promise<string[]> {
  const names = Object.keys(ports);
  const open = await Promise.all(names.map((name) => isOpen(`https://localhost:${ports[name]}`)));
  return names.filter((_, index) => open[index]);
}

async function isOpen(origin: string): Promise<boolean> {
  try {
    const probe = await listen(Number(new URL(origin).port));
    await new Promise((resolve) => probe.close(resolve));
    return false;
  } catch {
    return true;
  }
}

function listen(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port }, () => resolve(server));
  });
}
