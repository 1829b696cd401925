import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { frozenClock } from "../core/clock.ts";
import { seededRandom } from "../core/random.ts";
import { Secret } from "../core/secret.ts";
import { openStore } from "../store/index.ts";
import { newKey } from "./keys.ts";
import { readTrace } from "./trace.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A deployment whose server has kept one event. */
function deployment() {
  const folder = mkdtempSync(join(tmpdir(), "trace-"));
  folders.push(folder);
  const directory = join(folder, "deployment");
  mkdirSync(directory);
  writeFileSync(join(directory, "sallyport.json"), "{}");
  const random = seededRandom("trace");
  const store = openStore({
    path: join(folder, ".sallyport", "sallyport.db"),
    clock: frozenClock("2026-01-01T00:00:00Z"),
    random,
    sealingKey: new Secret(newKey(random)),
  });
  const event = { transactionId: "one", at: 5, journey: "login", displayName: "Name", outcome: "outcome" };
  store.traces.append([{ transactionId: "one", at: 5, events: [event] }]);
  return { store, host: { directory, workingDirectory: folder, environment: {} } };
}

describe("a trace", () => {
  it("is read while the server runs, without the server's keys", async () => {
    const { store, host } = deployment();
    expect(await readTrace(host, "one")).toEqual([
      expect.objectContaining({
        transactionId: "one",
        journey: "login",
        outcome: "outcome",
        reason: null,
        changes: [],
      }),
    ]);
    store.close();
  });

  it("that nobody kept is empty", async () => {
    const { store, host } = deployment();
    store.close();
    expect(await readTrace(host, "two")).toEqual([]);
    expect(await readTrace(host, "'; DROP TABLE traces; --")).toEqual([]);
  });

  it("of a deployment that never ran cannot be read", async () => {
    const { store, host } = deployment();
    store.close();
    const elsewhere = { ...host, environment: { SALLYPORT_STATE_DIRECTORY: join(host.workingDirectory, "none") } };
    await expect(readTrace(elsewhere, "one")).rejects.toMatchObject({ code: "store.cannot-open" });
  });
});
