import fc from "fast-check";
import { expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { createBreaker } from "./breaker.ts";

const openFor = 1_000;
const threshold = 3;

function setUp(): {
  clock: ReturnType<typeof frozenClock>;
  breaker: ReturnType<typeof createBreaker>;
  opened: number[];
} {
  const clock = frozenClock(0);
  const opened: number[] = [];
  const breaker = createBreaker({ clock, openFor, threshold, onOpen: () => opened.push(clock.now()) });
  return { clock, breaker, opened };
}

function fail(breaker: ReturnType<typeof createBreaker>, times: number): void {
  for (let count = 0; count < times; count += 1) if (breaker.enter("k")) breaker.settle("k", "failed");
}

it("opens after so many failures in a row, and only for its own upstream", () => {
  const { breaker, opened } = setUp();
  fail(breaker, threshold - 1);
  expect(breaker.enter("k")).toBe(true);
  breaker.settle("k", "failed");
  expect(breaker.enter("k")).toBe(false);
  expect(breaker.enter("other")).toBe(true);
  expect(opened).toEqual([0]);
});

it("an answer in between begins the count anew", () => {
  const { breaker } = setUp();
  fail(breaker, threshold - 1);
  breaker.settle("k", "answered");
  fail(breaker, threshold - 1);
  expect(breaker.enter("k")).toBe(true);
});

it("lets one probe through when the time is up, and closes when it is answered", () => {
  const { clock, breaker } = setUp();
  fail(breaker, threshold);
  clock.advance(openFor);
  expect([breaker.enter("k"), breaker.enter("k")]).toEqual([true, false]);
  breaker.settle("k", "answered");
  expect([breaker.enter("k"), breaker.enter("k")]).toEqual([true, true]);
});

it.each(["failed", "abandoned"] as const)("opens anew when the probe is %s", (result) => {
  const { clock, breaker } = setUp();
  fail(breaker, threshold);
  clock.advance(openFor);
  expect(breaker.enter("k")).toBe(true);
  breaker.settle("k", result);
  expect(breaker.enter("k")).toBe(false);
  clock.advance(openFor);
  expect(breaker.enter("k")).toBe(true);
});

it("calls that we gave up ourselves do not open it", () => {
  const { breaker } = setUp();
  for (let count = 0; count < 10; count += 1) breaker.settle("k", "abandoned");
  expect(breaker.enter("k")).toBe(true);
});

it("behaves like its model for any sequence of calls, one at a time", () => {
  const step = fc.record({ wait: fc.nat(1_500), result: fc.constantFrom("answered" as const, "failed" as const) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { clock, breaker } = setUp();
      let failures = 0;
      let openUntil = Number.NEGATIVE_INFINITY;
      for (const { wait, result } of steps) {
        clock.advance(wait);
        const isOpen = failures >= threshold && clock.now() < openUntil;
        expect(breaker.enter("k")).toBe(!isOpen);
        if (isOpen) continue;
        breaker.settle("k", result);
        failures = result === "answered" ? 0 : failures + 1;
        if (failures >= threshold) openUntil = clock.now() + openFor;
      }
    }),
  );
});
