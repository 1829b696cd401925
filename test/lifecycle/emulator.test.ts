import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorAlone, emulatorAlone } from "../harness/emulator-alone.ts";
import { type Sallyport, sallyport } from "../harness/sallyport.ts";

/** `sallyport emulator`: what it prints, what it serves, and how it ends. */

describe("with --json", () => {
  let emulator: EmulatorAlone;
  beforeAll(async () => {
    emulator = await emulatorAlone();
  });
  afterAll(() => emulator.remove());

  const withToken = () => ({ authorization: `Bearer ${emulator.facts.controlToken}` });

  it("prints one line, which says all that a script needs", () => {
    const { facts, process } = emulator;
    expect(process.output().trim().split("\n")).toHaveLength(1);
    expect(facts).toMatchObject({
      origin: expect.stringMatching(/^https:\/\/localhost:\d+$/),
      page: `${facts.origin}/_emulator/#token=${facts.controlToken}`,
      msal: { authority: `${facts.origin}/${facts.tenant.id}`, knownAuthorities: [new URL(facts.origin).host] },
      graphClient: { baseUrl: `${facts.origin}/`, customHosts: ["localhost"] },
      managedIdentity: { authorityHost: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
    });
  });

  it("serves its page to everybody, and the control API behind it to who has the token", async () => {
    expect((await emulator.get("/_emulator/")).body).toContain("<title>Devices");
    expect((await emulator.get("/_emulator/devices")).status).toBe(401);
    expect((await emulator.get("/_emulator/devices", { authorization: "Bearer wrong" })).status).toBe(401);
    expect(await emulator.get("/_emulator/devices?top=1", withToken())).toMatchObject({
      status: 200,
      body: { total: 100, devices: { length: 1 } },
    });
  });

  it("says 501 to everything else", async () => {
    const { status, body } = await emulator.get("/common/oauth2/v2.0/authorize");
    expect([status, body.error.message]).toEqual([501, expect.stringContaining("does not implement")]);
  });
});

describe("with instructions", () => {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-emulator-"));
  let running: Sallyport | undefined;
  afterEach(() => running?.stop());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function start(): Promise<string> {
    running = sallyport(["emulator", "--port", "0", "--identity-port", "0", "--generate", "5"], { folder });
    return running.until("Ctrl-C stops it.\n");
  }

  it("prints curl lines that work when they are pasted", async () => {
    const [, below = ""] = (await start()).split("Paste into another terminal:\n\n");
    const [lines = ""] = below.split("\n\n");
    const { stdout, stderr } = await promisify(execFile)("bash", ["-c", lines], { cwd: folder });
    expect([stderr, JSON.parse(stdout)]).toMatchObject(["", { value: { length: 2 } }]);
  });

  it.each([
    ["Ctrl-C", (on: Sallyport) => on.signalGroup("SIGINT")],
    ["SIGTERM", (on: Sallyport) => on.signal("SIGTERM")],
  ])("ends well at %s, and gives its port back", async (_title, stop) => {
    const port = Number(/https:\/\/localhost:(\d+)/.exec(await start())?.[1]);
    expect(await opens(port)).toBe(true);
    if (running !== undefined) stop(running);
    expect(await running?.exited).toBe(0);
    expect(await opens(port)).toBe(false);
  });

  it("says which port is taken, and ends", async () => {
    const port = /https:\/\/localhost:(\d+)/.exec(await start())?.[1] ?? "";
    const second = sallyport(["emulator", "--port", port, "--identity-port", "0"], { folder });
    expect(await second.exited).toBe(1);
    expect(second.output()).toContain(`cannot listen on 127.0.0.1:${port}: the port is in use`);
  });
});

function opens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
