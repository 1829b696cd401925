import { describe, expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { createRecheckPace } from "./recheck-pace.ts";

describe("a device may be checked again", () => {
  it("once per interval, however its id is spelled, and says how long to wait", () => {
    const clock = frozenClock(0);
    const pace = createRecheckPace({ clock });
    expect(pace.take("ABC", 30_000)).toBe(0);
    clock.advance(10_000);
    expect(pace.take("abc", 30_000)).toBe(20_000);
    clock.advance(20_000);
    expect(pace.take("abc", 30_000)).toBe(0);
  });

  it("while another one waits", () => {
    const pace = createRecheckPace({ clock: frozenClock(0) });
    pace.take("one", 30_000);
    expect(pace.take("other", 30_000)).toBe(0);
  });

  it("a refused turn does not lengthen the wait", () => {
    const clock = frozenClock(0);
    const pace = createRecheckPace({ clock });
    pace.take("d", 30_000);
    for (let second = 0; second < 30; second += 1) {
      expect(pace.take("d", 30_000)).toBe(30_000 - second * 1000);
      clock.advance(1000);
    }
    expect(pace.take("d", 30_000)).toBe(0);
  });

  it("and memory stays bounded: the oldest turn is forgotten first", () => {
    const pace = createRecheckPace({ clock: frozenClock(0), mostDevices: 2 });
    for (const device of ["a", "b", "c"]) pace.take(device, 30_000);
    expect([pace.take("c", 30_000), pace.take("b", 30_000), pace.take("a", 30_000)]).toEqual([30_000, 30_000, 0]);
  });
});
