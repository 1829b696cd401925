import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frozenClock } from "../core/clock.ts";
import { seededRandom } from "../core/random.ts";
import type { Exchange } from "./http.ts";
import { isPassing, jitter, retryAfter } from "./retry.ts";

const clock = frozenClock("2026-11-20T08:00:00Z");
const answer = (status: number, headers: Record<string, string> = {}): Exchange => {
  return { outcome: "answer", status, headers, text: "", fault: null };
};

describe("Retry-After in milliseconds", () => {
  it.each([
    ["5", 5_000],
    ["0", 0],
    ["0.249", 249],
    [" 7 ", 7_000],
    ["86400", 86_400_000],
    ["Fri, 20 Nov 2026 08:00:30 GMT", 30_000],
    ["Fri, 20 Nov 2026 07:00:00 GMT", 0],
    ["-1", null],
    ["soon", null],
    ["", null],
    ["1e9", null],
    ["99999999999999", null],
    ["2026", 2_026_000],
  ])("%j is %j", (header, milliseconds) => {
    expect(retryAfter(answer(429, { "retry-after": header }), clock)).toBe(milliseconds);
  });

  it("is null without the header or without an answer", () => {
    expect(retryAfter(answer(429), clock)).toBeNull();
    expect(retryAfter({ outcome: "no-answer", fault: "ECONNRESET" }, clock)).toBeNull();
  });

  it("is a finite, non-negative number whatever the header says", () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const wait = retryAfter(answer(503, { "retry-after": header }), clock);
        expect(wait === null || (Number.isFinite(wait) && wait >= 0)).toBe(true);
      }),
    );
  });
});

it.each([408, 429, 500, 502, 503, 504])("a %i may pass", (status) => {
  expect(isPassing(answer(status))).toBe(true);
});

it.each([200, 204, 302, 400, 401, 403, 404, 501])("a %i does not pass by itself", (status) => {
  expect(isPassing(answer(status))).toBe(false);
});

it.each([
  ["ECONNREFUSED", true],
  ["ECONNRESET", true],
  ["UND_ERR_CONNECT_TIMEOUT", true],
  ["UND_ERR_HEADERS_TIMEOUT", true],
  ["DEADLINE", false],
  ["CERT_HAS_EXPIRED", false],
  ["ENOTFOUND", false],
])("no answer because of %s may pass: %j", (fault, passes) => {
  expect(isPassing({ outcome: "no-answer", fault })).toBe(passes);
});

it("back-off is drawn from all of its range, and the range doubles up to the longest pause", () => {
  const random = seededRandom("jitter");
  const limits = { first: 100, longest: 300 };
  for (const [attempt, ceiling] of [
    [1, 100],
    [2, 200],
    [3, 300],
    [9, 300],
  ] as const) {
    const drawn = Array.from({ length: 400 }, () => jitter(attempt, limits, random));
    expect(Math.max(...drawn)).toBeLessThan(ceiling);
    expect(Math.max(...drawn)).toBeGreaterThan(ceiling * 0.9);
    expect(Math.min(...drawn)).toBeLessThan(ceiling * 0.1);
  }
});
