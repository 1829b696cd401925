import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { silentLogger } from "../../core/log.ts";
import { createGatewayMetrics } from "../monitoring/metrics.ts";
import { createSlowClients, type Progress } from "./slow-clients.ts";

const second = 1_000;

/** When a transfer is ended that moves so many bytes each second; null for those in which it is not the client's turn. */
function endOf(
  moves: readonly (number | null)[],
  { leastRate = 100, leastRateGrace = 5 * second, pending = 0 } = {},
): number | null {
  const clock = frozenClock(0);
  const around = { clock, log: silentLogger, metrics: createGatewayMetrics() };
  const slow = createSlowClients({ leastRate, leastRateGrace }, around);
  let now: Progress | null = null;
  let moved = 0;
  let ended: number | null = null;
  const end = (): void => {
    ended = clock.elapsed() / second;
  };
  slow.answer({}, () => now, end);
  for (const each of moves) {
    moved += each ?? 0;
    now = each === null ? null : { moved, pending };
    slow.sweep();
    clock.advance(second);
  }
  slow.close();
  return ended;
}

const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);

test.each<[string, readonly (number | null)[], number | null]>([
  ["at the least rate it may take as long as it takes", times(1_000, 100), null],
  ["a byte a second has its time, and no more", times(1_000, 1), 6],
  ["half the rate has twice the time", times(1_000, 50), 10],
  ["nothing at all", times(1_000, 0), 5],
  ["pauses within its time", [...times(5, 0), 10_000, ...times(4, 0), 10_000, ...times(4, 0)], null],
  ["a fast start earns no longer pause than the time it had", [...times(5, 1_000_000), ...times(20, 0)], 9],
  ["while it is not its turn no time is counted", [...times(5, 0), ...times(100, null), ...times(5, 0)], null],
])("%s", (_what, moves, ended) => {
  expect(endOf(moves)).toBe(ended);
});

test("a piece that counts only as a whole has the time for the whole", () => {
  expect(endOf(times(1_000, 0), { pending: 1_000 })).toBe(15);
});

test("a rate of 0 asks for none", () => {
  expect(endOf(times(1_000, 0), { leastRate: 0 })).toBe(null);
});

test("a process that stood still blames nobody for it", () => {
  const clock = frozenClock(0);
  const metrics = createGatewayMetrics();
  const slow = createSlowClients({ leastRate: 100, leastRateGrace: 5_000 }, { clock, log: silentLogger, metrics });
  let ended = false;
  slow.answer(
    {},
    () => ({ moved: 0, pending: 0 }),
    () => {
      ended = true;
    },
  );
  slow.sweep();
  clock.advance(3_600_000);
  slow.sweep();
  slow.close();
  expect(ended).toBe(false);
});

test("a body that is too slow fails with 408, and one that has ended is not looked at any more", async () => {
  const clock = frozenClock(0);
  const metrics = createGatewayMetrics();
  const slow = createSlowClients({ leastRate: 100, leastRateGrace: 1_000 }, { clock, log: silentLogger, metrics });
  const open = () =>
    slow.body({ length: null, open: () => new PassThrough() }, () => ({ moved: 0, pending: 0 })).open();
  const finished = open();
  finished.destroy();
  const late = open();
  const failed = new Promise((resolve) => late.once("error", resolve));
  await new Promise((resolve) => setImmediate(resolve));
  for (let count = 0; count < 3; count += 1) {
    slow.sweep();
    clock.advance(1_000);
  }
  slow.close();
  expect(await failed).toMatchObject({ code: "gateway.request-timeout", status: 408 });
  expect(finished.errored).toBe(null);
});
