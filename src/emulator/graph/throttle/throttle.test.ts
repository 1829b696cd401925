import { describe, expect, it } from "vitest";
import { frozenClock } from "../../../core/clock.ts";
import { behaviourSchema, type Throttle } from "../../behaviour/behaviour.ts";
import { createThrottle } from "./throttle.ts";

const { throttle: documented } = behaviourSchema.parse(undefined);
const small: Throttle = { ...documented, perApp: 2, perTenant: 3, detectedApps: 1 };
const request = { tenantId: "t", clientId: "a", lane: undefined };

function counting(limits: Throttle) {
  const clock = frozenClock("2026-01-07T04:43:00Z");
  const counters = createThrottle(clock);
  return { clock, ask: (changes: object = {}) => counters.refuse({ ...request, ...changes }, limits) };
}

describe("throttling", () => {
  it("has the documented limits", () => {
    expect(documented).toMatchObject({ perApp: 2000, perTenant: 4000, windowSeconds: 20 });
  });

  it("refuses an app above its limit and lets it go on after the wait", () => {
    const { clock, ask } = counting(small);
    expect([ask(), ask(), ask()]).toEqual([undefined, undefined, { retryAfter: "20" }]);
    clock.advance(20_000);
    expect(ask()).toBeUndefined();
  });

  it("counts other apps apart, but all of them for the tenant", () => {
    const { ask } = counting(small);
    expect([ask(), ask(), ask({ clientId: "b" })]).toEqual([undefined, undefined, undefined]);
    expect(ask({ clientId: "c" })).toEqual({ retryAfter: "20" });
    expect(ask({ clientId: "a", tenantId: "other" })).toBeUndefined();
  });

  it("has a tighter lane for detected apps", () => {
    const { ask } = counting({ ...small, perApp: 10, perTenant: 10 });
    expect(ask({ lane: "detectedApps" })).toBeUndefined();
    expect(ask({ lane: "detectedApps" })).toEqual({ retryAfter: "20" });
    expect(ask()).toBeUndefined();
  });

  it("is prolonged by calls during the wait, unless it shall not be", () => {
    for (const [prolong, expected] of [
      [true, { retryAfter: "20" }],
      [false, undefined],
    ] as const) {
      const { clock, ask } = counting({ ...small, perTenant: 100, prolong });
      for (let call = 0; call < 3; call += 1) ask();
      clock.advance(15_000);
      ask();
      clock.advance(5_000);
      expect(ask()).toEqual(expected);
    }
  });

  it.each([
    ["decimal", "20.249"],
    ["date", "Wed, 07 Jan 2026 04:43:20 GMT"],
    ["absent", null],
    ["late", "10"],
  ] as const)("may send Retry-After in the form '%s'", (retryAfter, expected) => {
    const { ask } = counting({ ...small, perApp: 1, retryAfter });
    ask();
    expect(ask()).toEqual({ retryAfter: expected });
  });

  it("can be switched off", () => {
    const { ask } = counting({ ...small, enabled: false });
    expect(Array.from({ length: 10 }, () => ask())).toEqual(Array.from({ length: 10 }, () => undefined));
  });
});
