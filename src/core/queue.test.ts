import { describe, expect, it } from "vitest";
import { boundedQueue } from "./queue.ts";
import { singleFlight } from "./single-flight.ts";

describe("rule 6, every queue a limit: a bounded queue", () => {
  it("runs so many at once, lets so many wait, and refuses the rest at once", async () => {
    const queue = boundedQueue({ concurrency: 2, waiting: 3, retryAfter: 5 });
    let running = 0;
    let most = 0;
    const task = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
    };
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => queue.run(task)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    expect(most).toBe(2);
    expect(results.at(-1)).toMatchObject({
      status: "rejected",
      reason: { code: "core.queue-full", status: 503, retryAfter: 5 },
    });
  });

  it("goes on after a task that failed", async () => {
    const queue = boundedQueue({ concurrency: 1, waiting: 0 });
    await expect(queue.run(() => Promise.reject(new Error("x")))).rejects.toThrow("x");
    expect(await queue.run(async () => 7)).toBe(7);
  });
});

describe("single flight", () => {
  it("asks once for all who wait, and again for whoever comes later", async () => {
    const flight = singleFlight<number>();
    let calls = 0;
    const ask = () => flight.run("k", async () => ++calls);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
    expect(await ask()).toBe(2);
  });

  it("shares a failure and forgets it", async () => {
    const flight = singleFlight<number>();
    const failing = () => flight.run("k", () => Promise.reject(new Error("x")));
    await expect(Promise.all([failing(), failing()])).rejects.toThrow("x");
    expect(await flight.run("k", async () => 1)).toBe(1);
  });
});
