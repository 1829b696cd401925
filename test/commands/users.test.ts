import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, client } from "../harness/client.ts";
import type { Ended } from "../harness/intune-deployment.ts";
import { freePorts } from "../harness/ports.ts";
import { entryScript, type Sallyport, sallyport } from "../harness/sallyport.ts";
import { giveInput } from "../harness/standard-input.ts";

/** `sallyport users` on an empty deployment in production, beside its running server: how the first administrator is made. */

const administration = fileURLToPath(
  new URL("../../examples/mtls-intune/realms/root/journeys/administration.journey.json", import.meta.url),
);
const password = "correct horse battery";

let folder: string;
let env: Record<string, string>;
let running: Sallyport;
let server: Client;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-users-"));
  mkdirSync(join(folder, "realms", "root", "journeys"), { recursive: true });
  cpSync(administration, join(folder, "realms", "root", "journeys", "administration.journey.json"));
  write("sallyport.json", {
    realms: ["root"],
    server: { port: "&{server.port}" },
    administration: { realm: "root" },
  });
  write("realms/root/realm.json", { defaultJourney: "administration", lockout: { failures: 3, minutes: 15 } });
  env = await freePorts();
  running = sallyport(["start", ".", "--only", "server"], { folder, env });
  await running.until("listens");
  server = client({ origin: `http://127.0.0.1:${env.SALLYPORT_SERVER_PORT}`, ca: "", realm: "realms/root" });
});

afterAll(async () => {
  await server.close();
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, document: object): void {
  writeFileSync(join(folder, path), JSON.stringify(document, null, 2));
}

/** Runs the command to its end, with `input` on its standard input. */
function users(args: readonly string[], input = ""): Promise<Ended> {
  const child = spawn(process.execPath, [entryScript, "users", ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  const ended = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    ended.stdout += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    ended.stderr += chunk;
  });
  giveInput(child, input);
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, ...ended })));
}

async function logIn(name: string, secret = password) {
  const page = await server.start("administration");
  return server.next(page, [name, secret]);
}

const trees = "/am/json/realms/root/realm-config/authentication/authenticationtrees/trees?_queryFilter=true";
const readTrees = (token: string) => server.call("GET", trees, undefined, { iplanetdirectorypro: token });
const loggedIn = { status: 200, body: { tokenId: expect.any(String), realm: "/" } };

describe("sallyport users, while the server of an empty deployment runs", () => {
  it("finds nobody there, and nobody can log in", async () => {
    expect(JSON.parse((await users(["list", "--json"])).stdout)).toEqual({ users: [] });
    expect(await logIn("erin")).toMatchObject({ status: 401, body: { message: "Login failure" } });
  });

  it("makes the first administrator, who logs in at once and reads the configuration", async () => {
    const added = await users(["add", "--admin", "erin", "--password-stdin"], `${password}\n`);
    expect([added.code, added.stderr]).toEqual([0, ""]);
    expect(added.stdout).toContain("erin");
    expect(added.stdout + added.stderr).not.toContain(password);

    const session = await logIn("erin");
    expect(session).toMatchObject(loggedIn);
    const read = await readTrees(session.body.tokenId);
    expect(read).toMatchObject({ status: 200, body: { result: [{ _id: "administration" }] } });
  });

  it("makes users who are no administrators: the configuration is not for them", async () => {
    expect((await users(["add", "fay", "--password-stdin"], password)).code).toBe(0);
    const session = await logIn("fay");
    expect(session).toMatchObject(loggedIn);
    expect(await readTrees(session.body.tokenId)).toMatchObject({ status: 403 });
    expect(await readTrees("")).toMatchObject({ status: 401 });
  });

  it("takes the role away, and the very session of before reads nothing any more", async () => {
    expect((await users(["add", "--admin", "gus", "--password-stdin"], password)).code).toBe(0);
    const { body } = await logIn("gus");
    expect((await readTrees(body.tokenId)).status).toBe(200);
    expect((await users(["set", "gus", "--no-admin"])).code).toBe(0);
    expect((await readTrees(body.tokenId)).status).toBe(403);
  });

  it("locks a user out and ends all sessions, at once", async () => {
    const { body } = await logIn("fay");
    expect((await users(["lock", "fay"])).code).toBe(0);
    expect((await server.sessionInfo(body.tokenId)).status).toBe(401);
    expect((await logIn("fay")).status).toBe(401);
    expect((await users(["unlock", "fay"])).code).toBe(0);
    expect(await logIn("fay")).toMatchObject(loggedIn);
  });

  it("shows the lockout after too many wrong passwords, and ends it", async () => {
    for (let time = 0; time < 3; time += 1) expect((await logIn("fay", "wrong")).status).toBe(401);
    expect((await logIn("fay")).status).toBe(401);
    const shown = JSON.parse((await users(["show", "fay", "--json"])).stdout);
    expect(shown).toMatchObject({ locked: true, lockedUntil: expect.any(Number) });
    expect((await users(["unlock", "fay"])).code).toBe(0);
    expect(await logIn("fay")).toMatchObject(loggedIn);
  });

  it("gives a new password, and the old one is refused", async () => {
    const next = "another long password";
    expect((await users(["password", "fay", "--password-stdin"], next)).code).toBe(0);
    expect((await logIn("fay")).status).toBe(401);
    expect(await logIn("fay", next)).toMatchObject(loggedIn);
  });

  it("removes a user with all sessions", async () => {
    const { body } = await logIn("gus");
    expect((await users(["remove", "gus"])).code).toBe(0);
    expect((await server.sessionInfo(body.tokenId)).status).toBe(401);
    expect((await logIn("gus")).status).toBe(401);
  });

  it.each<[string, string[], string, number]>([
    ["a name that is taken", ["add", "ERIN", "--password-stdin"], password, 4],
    ["a password that is too short", ["add", "hal", "--password-stdin"], "short", 4],
    ["a user who is not there", ["show", "hal"], "", 3],
    ["a realm that is not there", ["list", "--realm", "alpha"], "", 1],
  ])("ends with the documented code for %s", async (_what, args, input, code) => {
    const ended = await users(args, input);
    expect([ended.code, ended.stdout]).toEqual([code, ""]);
    expect(ended.stderr).toMatch(/^sallyport: .+\n$/s);
    expect(ended.stderr).not.toContain("    at ");
  });
});
