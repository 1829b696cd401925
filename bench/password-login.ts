import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Secret as OathSecret, TOTP } from "otpauth";
import { Pool } from "undici";
import { systemClock } from "../src/core/clock.ts";
import { isJsonObject, type Json, type JsonObject } from "../src/core/json.ts";
import { systemRandom } from "../src/core/random.ts";
import { createAssertionSigner } from "../src/device/index.ts";
import { type BenchDeployment, prepareDeployment } from "./deployment.ts";
import { startProgram } from "./program.ts";
import { atLeast, type Figure, median } from "./report.ts";

/**
 * How much of a login with user name, password and one-time code is the hash of the password, which is meant to cost: by the
 * threads of the server that hash. In a process that does nothing else, with its memory warm, the same hash costs much less.
 */

const rounds = 5;
const loginsPerRound = 60;
/**
 * Until the code is compiled; what a server does all day is measured, not its first minute. After 400 logins the threads that
 * compile still take a tenth of the processor time, after 2000 a hundredth.
 */
const warmUps = 2100;
const leastShare = 0.85;
const path = "/am/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=two-factor";
const password = systemRandom.bytes(18).toString("base64url");
/** Threads for what would block the event loop: the hashes, as many as the server computes at once, and reading of files now and then. */
const hashThreads = 2;

/** A code is good for one login. The last, the current and the next one are accepted, so everybody logs in three times. */
const turns = [-1, 0, 1];
const period = 30_000;
/** At once: as many as hashes may be computed, and as many who are at another step. */
const connections = 4;

interface Person {
  readonly username: string;
  readonly oath: TOTP;
}

interface Login {
  readonly person: Person;
  /** The code of which time step, counted from now. */
  readonly turn: number;
}

export async function measurePasswordLogin(say: (text: string) => void): Promise<readonly Figure[]> {
  const people = Array.from({ length: (warmUps + rounds * loginsPerRound) / turns.length }, (_, index) => ({
    username: `person-${index}`,
    oath: new TOTP({ secret: new OathSecret({ size: 20 }) }),
  }));
  const logins = turns.flatMap((turn) => people.map((person) => ({ person, turn })));
  const deployment = await prepareDeployment(1);
  addPeople(join(deployment.folder, "deployment", "realms", "alpha", "users.json"), people);
  say(`Hashing the passwords of ${people.length} people …`);
  const entry = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
  const server = await startProgram({
    name: "server",
    args: [entry, "start", "deployment", "--only", "server"],
    folder: deployment.folder,
    environment: { ...deployment.environment, UV_THREADPOOL_SIZE: String(hashThreads) },
    readyWhen: "server listens on ",
  });
  const client = new Pool(deployment.server, { connections });
  try {
    const login = loginsAt(client, deployment);
    const shares: number[] = [];
    say(`${warmUps} logins to warm up …`);
    await inTurns(logins.slice(0, warmUps), login);
    for (let from = warmUps; from < logins.length; from += loginsPerRound) {
      const before = server.threads();
      await inTurns(logins.slice(from, from + loginsPerRound), login);
      shares.push(hashShare(before, server.threads()));
    }
    const share = median(shares.slice(1));
    return [
      atLeast(
        "user name, password and code: share of the password's hash in the server's processor time",
        leastShare,
        share,
      ),
    ];
  } finally {
    await client.close();
    await server.stop();
    deployment.remove();
  }
}

function addPeople(file: string, people: readonly Person[]): void {
  const { users } = JSON.parse(readFileSync(file, "utf8"));
  const added = people.map(({ username, oath }) => ({ username, password, oath: { secret: oath.secret.base32 } }));
  writeFileSync(file, JSON.stringify({ users: [...users, ...added] }));
}

async function inTurns(logins: readonly Login[], login: (login: Login) => Promise<void>): Promise<void> {
  const left = [...logins];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await login(next);
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

/** The hashing threads have no name, but they are the busiest besides the event loop's. */
function hashShare(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  const used = [...after].map(([id, cpu]) => cpu - (before.get(id) ?? 0));
  const sum = (threads: readonly number[]): number => threads.reduce((total, cpu) => total + cpu, 0);
  const [, ...others] = used;
  return sum(others.sort((one, other) => other - one).slice(0, hashThreads)) / sum(used);
}

/** Three requests, as a login page sends them. Each login has an address of its own: attempts are counted by address. */
function loginsAt(client: Pool, { assertionKey, gateway }: BenchDeployment): (login: Login) => Promise<void> {
  const options = { issuer: "gateway", audience: "server", clock: systemClock, random: systemRandom };
  const signer = createAssertionSigner({ ...options, key: assertionKey });
  const external = { origin: gateway, prefix: "", path: "" };
  let count = 0;
  return async ({ person: { username, oath }, turn }) => {
    count += 1;
    const clientIp = `10.0.${count >> 8}.${count & 0xff}`;
    const send = async (body: Json): Promise<JsonObject> => {
      const assertion = signer.sign({ method: "POST", target: path, external, clientIp, device: null });
      const headers = { "content-type": "application/json", "sallyport-assertion": assertion };
      const answer = await client.request({ method: "POST", path, headers, body: JSON.stringify(body) });
      const text = await answer.body.text();
      const read: unknown = answer.statusCode === 200 ? JSON.parse(text) : null;
      if (isJsonObject(read)) return read;
      throw new Error(`the server answered ${answer.statusCode}: ${text}`);
    };
    const asked = await send({});
    const next = await send(answered(asked, [username, password]));
    const last = await send(answered(next, [oath.generate({ timestamp: systemClock.now() + turn * period })]));
    if (typeof last.tokenId !== "string") throw new Error("a login ended without a session");
  };
}

/** A step with texts put into its inputs, in order; what has no text left keeps what it came with. */
function answered(step: JsonObject, texts: readonly string[]): JsonObject {
  const left = [...texts];
  const callbacks = Array.isArray(step.callbacks) ? step.callbacks : [];
  const filled = callbacks.map((callback) => {
    if (!isJsonObject(callback) || !Array.isArray(callback.input)) return callback;
    const [input] = callback.input;
    const text = isJsonObject(input) && input.value === "" ? left.shift() : undefined;
    return isJsonObject(input) && text !== undefined ? { ...callback, input: [{ ...input, value: text }] } : callback;
  });
  return { ...step, callbacks: filled };
}
