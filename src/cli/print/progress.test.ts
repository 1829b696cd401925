import { describe, expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { ageText, since } from "./age.ts";
import { createProgress, progressLine } from "./progress.ts";

function stream(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 60, written, write: (text: string) => written.push(text) };
}

describe("a progress bar", () => {
  it("writes nothing where nobody watches", () => {
    const pipe = stream(false);
    const progress = createProgress("Reading", pipe, frozenClock(0));
    progress.update(1, 2);
    progress.end();
    expect(pipe.written).toEqual([]);
  });

  it("is drawn at most ten times a second, within the line, and removed at the end", () => {
    const terminal = stream(true);
    const clock = frozenClock(0);
    const progress = createProgress("Reading devices", terminal, clock);
    for (let done = 0; done < 1000; done += 1) {
      progress.update(done, 1000);
      clock.advance(1);
    }
    progress.end();
    expect(terminal.written).toHaveLength(11);
    expect(terminal.written.filter((text) => text.replace("\r\u001b[2K", "").length >= 60)).toEqual([]);
    expect(terminal.written.at(-1)).toBe("\r\u001b[2K");
  });

  it.each([
    [0, 100_000, 0, "Reading  ────────────────────────  0 of 100,000"],
    [50_000, 100_000, 10_000, "Reading  ━━━━━━━━━━━━────────────  50,000 of 100,000  10 s left"],
    [2_000, null, 3_000, "Reading  2,000  3 s"],
  ])("after %s of %s says so", (done, total, elapsed, expected) => {
    expect(progressLine("Reading", done, total, elapsed)).toBe(expected);
  });
});

describe("an age", () => {
  const minute = 60_000;
  it.each([
    [30_000, "just now"],
    [12 * minute, "12 min ago"],
    [7 * 60 * minute, "7 h ago"],
    [47 * 60 * minute, "47 h ago"],
    [72 * 60 * minute, "3 days ago"],
  ])("of %s ms is %s", (age, expected) => {
    expect(ageText(age)).toBe(expected);
  });

  it("reads Intune's seven digits, and knows what never was", () => {
    const now = Date.parse("2024-05-16T10:45:42Z");
    expect([since("2024-05-16T03:45:42.4309247Z", now), since(null, now)]).toEqual(["6 h ago", "never"]);
  });
});
