import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import Database from "libsql";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../core/clock.ts";
import { memoryStore, sealingKey, session, sha256, user } from "./testing/fixtures.ts";

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sallyport-store-"));
  path = join(directory, "state", "store.db");
});
afterEach(() => rmSync(directory, { recursive: true }));

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

describe("opening", () => {
  test("makes directory and files that only the owner can read", () => {
    const { store } = memoryStore({ path });
    store.users.upsert(user());
    expect([join(directory, "state"), path, `${path}-wal`, `${path}-shm`].map(mode)).toEqual([
      "700",
      "600",
      "600",
      "600",
    ]);
    store.close();
    chmodSync(path, 0o644);
    memoryStore({ path }).store.close();
    expect(mode(path)).toBe("600");
  });

  test("finds what was written before it was closed", () => {
    const first = memoryStore({ path }).store;
    first.users.upsert(user());
    first.close();
    const second = memoryStore({ path }).store;
    expect(second.users.find("alpha", "demo")).toMatchObject(user());
    second.close();
  });

  test("refuses a database of a newer program, and leaves it alone", () => {
    memoryStore({ path }).store.close();
    const raw = new Database(path);
    raw.exec("PRAGMA user_version = 99");
    raw.close();
    expect(() => memoryStore({ path })).toThrow(
      expect.objectContaining({ code: "store.wrong-schema", detail: expect.stringContaining("99") }),
    );
  });

  test("refuses a file that is no database", () => {
    const file = join(directory, "text.db");
    writeFileSync(file, "this is a text file, and a long one at that: ".repeat(100));
    for (const readonly of [false, true]) {
      expect(() => memoryStore({ path: file, readonly })).toThrow(
        expect.objectContaining({ code: "store.cannot-open", detail: file }),
      );
    }
  });

  test("refuses a key that is none, before it touches the file", () => {
    expect(() =>
      memoryStore({ path, sealingKey: Object.create(sealingKey, { reveal: { value: () => "short" } }) }),
    ).toThrow(expect.objectContaining({ code: "core.sealing-key-invalid" }));
    expect(existsSync(path)).toBe(false);
  });
});

describe("a read-only store", () => {
  test("reads beside the writer and changes nothing, not even expired sessions", () => {
    const writer = memoryStore({ path });
    writer.store.users.upsert(user());
    writer.store.sessions.create(session("token", writer.clock.now()));
    const reader = memoryStore({ path, readonly: true });
    expect(reader.store.users.find("alpha", "demo")).toMatchObject(user());
    expect(() => reader.store.users.upsert(user())).toThrow(expect.objectContaining({ code: "store.failed" }));
    reader.clock.advance(1_800_000);
    expect(reader.store.sessions.find(sha256("token"))).toBeNull();
    expect(writer.store.sessions.find(sha256("token"))).not.toBeNull();
    reader.store.close();
    writer.store.close();
  });

  test("needs a database that exists", () => {
    expect(() => memoryStore({ path, readonly: true })).toThrow(expect.objectContaining({ code: "store.cannot-open" }));
    expect(existsSync(path)).toBe(false);
  });
});

test("a closed store refuses work, and can be closed twice", () => {
  const { store } = memoryStore({ path });
  store.close();
  store.close();
  expect(() => store.users.find("alpha", "demo")).toThrow(expect.objectContaining({ code: "store.failed" }));
});

test("two processes that take the same execution: one gets it", () => {
  const [one, other] = [memoryStore({ path }), memoryStore({ path })];
  const expiresAt = one.clock.now() + 1000;
  one.store.executions.put({ id: "a", stepHash: sha256("a"), expiresAt, sealed: Buffer.alloc(1) });
  const taken = [one, other, one, other].map(({ store }) => store.executions.take("a", sha256("a")));
  expect(taken).toEqual([true, false, false, false]);
  one.store.close();
  other.store.close();
});

test("everything acknowledged survives kill -9", async () => {
  const script = fileURLToPath(new URL("./testing/crash-writer.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, path, sealingKey.reveal()], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let acknowledged = -1;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged === 50) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  expect(child.signalCode).toBe("SIGKILL");
  expect(acknowledged).toBeGreaterThanOrEqual(50);

  const { store } = memoryStore({ path, clock: systemClock });
  for (let turn = 0; turn <= acknowledged; turn += 1) {
    const hash = sha256(`${turn}`);
    expect(store.executions.read(`${turn}`)?.sealed.toString()).toBe(`sealed ${turn}`);
    expect(store.sessions.find(hash)?.handle).toBe(`${turn}`);
    const name = `user-${turn}`;
    expect(store.users.find("alpha", name)).toMatchObject({
      passwordHash: `hash ${turn}`,
      attributes: { turn: [`${turn}`] },
      lockedUntil: expect.any(Number),
    });
    expect(store.users.oath.list("alpha", name)[0]?.lastStep).toBe(turn);
    expect(store.users.recoveryCodes.consume("alpha", name, "OATH", hash)).toBe(false);
    expect(store.users.recoveryCodes.count("alpha", name, "OATH")).toBe(1);
    expect(store.users.webauthn.list("alpha", name)[0]?.counter).toBe(turn + 1);
    expect(store.traces.read(`${turn}`)).toHaveLength(1);
  }
  store.close();
});
