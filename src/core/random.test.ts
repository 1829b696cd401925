import { expect, it } from "vitest";
import { frozenClock } from "./clock.ts";
import { orderedUuid, seededRandom } from "./random.ts";

it("an ordered UUID tells its time first, then random bits (RFC 9562, appendix A.6)", () => {
  const random = { ...seededRandom(""), uuid: () => "5c146b14-3c52-4cc3-98c4-dc0c0c07398f" };
  expect(orderedUuid(random, frozenClock(0x017f22e279b0))).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
});

it("ordered UUIDs of one moment differ, and later ones sort after earlier ones", () => {
  const clock = frozenClock("2026-01-01T00:00:00Z");
  const random = seededRandom("ordered");
  const first = Array.from({ length: 100 }, () => orderedUuid(random, clock));
  clock.advance(1.5);
  const later = orderedUuid(random, clock);
  expect(new Set(first).size).toBe(100);
  for (const earlier of first) expect(earlier < later).toBe(true);
});
