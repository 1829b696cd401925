import fc from "fast-check";
import { expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { createBudget, type Lane } from "./budget.ts";

const patience = 10_000;

it.each<[Lane, number]>([
  ["devices", 1_600],
  ["apps", 160],
])("no 20 seconds hold more than the share of the documented 2,000 calls: %s", (lane, most) => {
  const gaps = fc.array(fc.nat(400), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(gaps, (waits) => {
      const clock = frozenClock(0);
      const budget = createBudget(clock);
      const sent: number[] = [];
      for (const wait of waits) {
        clock.advance(wait);
        for (let call = 0; call < 50; call += 1) {
          const pause = budget.take("app", lane, patience);
          if (pause !== null) sent.push(clock.now() + pause);
        }
      }
      for (const start of sent) {
        expect(sent.filter((time) => time >= start && time < start + 20_000).length).toBeLessThanOrEqual(most);
      }
    }),
    { numRuns: 20 },
  );
});

it("a call that would have to wait too long takes nothing", () => {
  const clock = frozenClock(0);
  const budget = createBudget(clock);
  const takeAll = (): number => {
    let calls = 0;
    while (budget.take("app", "devices", 0) !== null) calls += 1;
    return calls;
  };
  expect(takeAll()).toBe(400);
  expect(takeAll()).toBe(0);
  clock.advance(1_000);
  expect(takeAll()).toBe(60);
  expect(budget.take("other app", "devices", 0)).toBe(0);
});

it("detected apps use up both lanes, devices only their own", () => {
  const budget = createBudget(frozenClock(0));
  for (let call = 0; call < 60; call += 1) expect(budget.take("app", "apps", 0)).toBe(0);
  expect(budget.take("app", "apps", 0)).toBeNull();
  for (let call = 0; call < 340; call += 1) expect(budget.take("app", "devices", 0)).toBe(0);
  expect(budget.take("app", "devices", 0)).toBeNull();
});

it("is silent for as long as Graph asked, and never much longer than that makes sense", () => {
  const clock = frozenClock(0);
  const budget = createBudget(clock);
  budget.silence("app", "devices", 3_000);
  budget.silence("app", "devices", 1_000);
  expect(budget.take("app", "devices", 2_999)).toBeNull();
  expect(budget.isSilenced("app", "devices")).toBe(true);
  expect(budget.take("app", "devices", patience)).toBe(3_000);
  clock.advance(3_000);
  expect(budget.isSilenced("app", "devices")).toBe(false);
  budget.silence("app", "devices", 10 ** 12);
  clock.advance(5 * 60_000);
  expect(budget.take("app", "devices", 0)).toBe(0);
});

it("a throttled lane of apps does not silence the devices", () => {
  const budget = createBudget(frozenClock(0));
  budget.silence("app", "apps", 3_000);
  expect(budget.take("app", "devices", 0)).toBe(0);
});
