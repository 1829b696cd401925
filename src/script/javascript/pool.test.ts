import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLogger } from "../../core/log.ts";
import { emptyInput, scriptOf } from "../testing/scripts.ts";
import { createScriptRunner } from "./runner.ts";

const runner = createScriptRunner({ workers: 2, log: silentLogger, limits: { cpuMs: 20_000, waitingRuns: 20 } });
const named = (id: string, source: string) => runner.run({ ...scriptOf(source, "legacy"), id }, emptyInput);

beforeAll(() => runner.warmUp());
afterAll(() => runner.close());

describe("scripts of several logins", () => {
  it("do not wait for one that loops in another login, however often that one is run", async () => {
    const ended: string[] = [];
    const loops = [1, 2, 3].map(() => named("loop", `while (true);`).catch(() => ended.push("loop")));
    await Promise.all([1, 2, 3, 4, 5].map(() => named("quick", `outcome = "yes"`).then(() => ended.push("quick"))));
    expect(ended).toEqual(["quick", "quick", "quick", "quick", "quick"]);
    await runner.close();
    await Promise.all(loops);
  });
});

describe("one script", () => {
  it("gets at most half of the queue", async () => {
    const small = createScriptRunner({ workers: 2, log: silentLogger, limits: { waitingRuns: 4 } });
    const settled = await Promise.allSettled(
      [1, 2, 3, 4].map(() => small.run(scriptOf(`outcome = "yes"`, "legacy"), emptyInput)),
    );
    await small.close();
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled", "rejected"]);
  });
});
