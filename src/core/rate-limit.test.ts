import { describe, expect, test } from "vitest";
import { frozenClock } from "./clock.ts";
import { createRateLimit } from "./rate-limit.ts";

function limit(maxKeys = 100) {
  const clock = frozenClock("2026-01-01T00:00:00Z");
  return { clock, rate: createRateLimit({ points: 3, seconds: 60, clock, maxKeys }) };
}

describe("a rate limit", () => {
  test("allows its points, then refuses and says for how long", () => {
    const { rate, clock } = limit();
    expect([1, 2, 3].map(() => rate.consume("a"))).toEqual([{ allowed: true }, { allowed: true }, { allowed: true }]);
    clock.advance(20_500);
    expect(rate.consume("a")).toEqual({ allowed: false, retryAfter: 40 });
  });

  test("counts each key for itself", () => {
    const { rate } = limit();
    for (let i = 0; i < 3; i += 1) rate.consume("a");
    expect(rate.consume("b")).toEqual({ allowed: true });
  });

  test("allows again when the window of the first attempt ends, however often it refused meanwhile", () => {
    const { rate, clock } = limit();
    for (let i = 0; i < 10; i += 1) rate.consume("a");
    clock.advance(59_999);
    expect(rate.consume("a").allowed).toBe(false);
    clock.advance(1);
    expect(rate.consume("a")).toEqual({ allowed: true });
  });

  test("peek takes no point", () => {
    const { rate } = limit();
    for (let i = 0; i < 10; i += 1) expect(rate.peek("a")).toEqual({ allowed: true });
    for (let i = 0; i < 3; i += 1) rate.consume("a");
    expect(rate.peek("a")).toEqual({ allowed: false, retryAfter: 60 });
  });

  test("a point given back can be used again, but never more than there were", () => {
    const { rate } = limit();
    for (let i = 0; i < 3; i += 1) rate.consume("a");
    rate.giveBack("a");
    expect([rate.consume("a").allowed, rate.consume("a").allowed]).toEqual([true, false]);
    for (let i = 0; i < 9; i += 1) rate.giveBack("a");
    expect([1, 2, 3, 4].map(() => rate.consume("a").allowed)).toEqual([true, true, true, false]);
  });

  test("reset forgets a key", () => {
    const { rate } = limit();
    for (let i = 0; i < 3; i += 1) rate.consume("a");
    rate.reset("a");
    expect(rate.consume("a")).toEqual({ allowed: true });
  });

  test("zero points allow nothing", () => {
    const rate = createRateLimit({ points: 0, seconds: 60, clock: frozenClock(0) });
    expect(rate.consume("a")).toEqual({ allowed: false, retryAfter: 60 });
  });

  test("keeps at most maxKeys windows and lets the oldest go first", () => {
    const { rate, clock } = limit(3);
    for (const key of ["a", "a", "a", "b", "b", "b", "c"]) {
      rate.consume(key);
      clock.advance(1);
    }
    rate.consume("d");
    expect(rate.peek("b").allowed).toBe(false);
    expect(rate.peek("a").allowed).toBe(true);
  });
});
