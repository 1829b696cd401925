import { describe, expect, it } from "vitest";
import { frozenClock } from "../core/clock.ts";
import { seededRandom } from "../core/random.ts";
import { newToken, tokenKey } from "./session-token.ts";

const clock = frozenClock("2026-01-01T00:00:00Z");
const random = seededRandom("tokens");
const keyOf = (token: string): Buffer => tokenKey(token) ?? expect.fail(`${token} is no token`);

describe("a session token", () => {
  it("holds 256 random bits, whatever the time", () => {
    const tokens = Array.from({ length: 100 }, () => newToken(random, clock).token);
    const randomPart = (token: string) => Buffer.from(token, "base64url").subarray(6).toString("hex");
    expect(new Set(tokens.map(randomPart)).size).toBe(100);
    expect(tokens.every((token) => randomPart(token).length === 64)).toBe(true);
  });

  it("has a key that sorts by time", () => {
    const earlier = newToken(random, clock).key;
    clock.advance(1);
    expect(Buffer.compare(earlier, newToken(random, clock).key)).toBe(-1);
  });

  it("has a key that tells nothing of its random bits, and is another one when any character differs", () => {
    const { token, key } = newToken(random, clock);
    expect(keyOf(token)).toEqual(key);
    expect(key).toHaveLength(38);
    for (const at of [0, 7, 8, 49]) {
      const other = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
      expect(keyOf(other).subarray(6).equals(key.subarray(6))).toBe(false);
    }
    expect(key.includes(Buffer.from(token, "base64url").subarray(6, 14))).toBe(false);
  });

  it("may be one without a time, of an earlier version", () => {
    expect(keyOf("A".repeat(43))).toHaveLength(32);
  });

  it.each(["", "A", "A".repeat(42), "A".repeat(50), "A".repeat(52), "%".repeat(51), `${"A".repeat(51)}\n`])(
    "is not %j",
    (text) => {
      expect(tokenKey(text)).toBeNull();
    },
  );
});
