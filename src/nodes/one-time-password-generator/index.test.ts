import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../core/random.ts";
import { runNode } from "../testing/run-node.ts";
import { drawDigits } from "./draw-digits.ts";
import { oneTimePasswordGeneratorNode } from "./index.ts";

describe("HOTP Generator", () => {
  it("leaves by outcome with eight digits and the time in seconds, in transient state only", async () => {
    const { outcome, state } = await runNode(oneTimePasswordGeneratorNode);
    expect(outcome).toBe("outcome");
    expect(state.get("oneTimePassword")).toMatch(/^\d{8}$/);
    expect(state.snapshot("transient").oneTimePasswordTimestamp).toBe(Date.parse("2026-01-01T00:00:00Z") / 1000);
    expect(state.snapshot("shared")).toEqual({});
  });

  it("forgets the password before and the guesses at it", async () => {
    const before = { transient: { oneTimePassword: "old" }, shared: { oneTimePasswordFailures: 4 } };
    const { state } = await runNode(oneTimePasswordGeneratorNode, { ...before, attributes: { length: 6 } });
    expect(state.get("oneTimePassword")).toMatch(/^\d{6}$/);
    expect(state.get("oneTimePasswordFailures")).toBeUndefined();
  });

  it.each([5, 11, 1e9])("refuses a length of %d when the journey is loaded", (length) => {
    expect(() => oneTimePasswordGeneratorNode.bind({ length })).toThrow();
  });

  it("draws as many digits as it is asked for", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.string(), (count, seed) => {
        expect(drawDigits(count, seededRandom(seed))).toMatch(new RegExp(`^\\d{${count}}$`));
      }),
    );
  });
});
