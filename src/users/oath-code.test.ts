import { HOTP, Secret as OathSecret } from "otpauth";
import { describe, expect, test } from "vitest";
import { Secret } from "../core/secret.ts";
import { matchingStep } from "./oath-code.ts";

const ascii = (text: string) => new Secret(new OathSecret({ buffer: new TextEncoder().encode(text).buffer }).base32);
const device = {
  secret: ascii("12345678901234567890"),
  algorithm: "HMAC_SHA1",
  digits: 8,
  period: 30,
  lastStep: -1,
} as const;
const sha256 = { ...device, algorithm: "HMAC_SHA256", secret: ascii("12345678901234567890123456789012") } as const;
const sha512 = {
  ...device,
  algorithm: "HMAC_SHA512",
  secret: ascii("1234567890123456789012345678901234567890123456789012345678901234"),
} as const;

describe("the test vectors of RFC 6238, appendix B", () => {
  test.each([
    [59, "94287082", device],
    [1_111_111_109, "07081804", device],
    [20_000_000_000, "65353130", device],
    [59, "46119246", sha256],
    [1_234_567_890, "91819424", sha256],
    [59, "90693936", sha512],
    [2_000_000_000, "38618901", sha512],
  ])("at second %i the code is %s", (second, code, which) => {
    expect(matchingStep(which, code, 0, second * 1000)).toBe(Math.floor(second / 30));
  });
});

describe("a code", () => {
  const six = { ...device, digits: 6 } as const;
  const code = (counter: number) =>
    HOTP.generate({ secret: OathSecret.fromBase32(six.secret.reveal()), digits: 6, counter });
  const now = 1_000_000 * 30_000;

  test.each([
    [-3, null],
    [-2, 999_998],
    [-1, 999_999],
    [0, 1_000_000],
    [1, 1_000_001],
    [2, 1_000_002],
    [3, null],
  ])("of %i steps from now, with two steps accepted, matches step %s", (offset, step) => {
    expect(matchingStep(six, code(1_000_000 + offset), 2, now)).toBe(step);
  });

  test("of the right number in the wrong form is none", () => {
    const right = code(1_000_000);
    const arabic = [...right].map((digit) => String.fromCharCode(0x660 + Number(digit))).join("");
    for (const form of ["", right.slice(1), `0${right}`, ` ${right}`, `${right}\n`, right.replace(/.$/, "x"), arabic]) {
      expect(matchingStep(six, form, 2, now), JSON.stringify(form)).toBeNull();
    }
  });

  test("that two steps of the window share stands for the later one", () => {
    const counters = Array.from({ length: 20_000 }, (_, index) => index);
    const seen = new Map<string, number>();
    const pair = counters
      .map((counter) => {
        const earlier = seen.get(code(counter));
        seen.set(code(counter), counter);
        return { earlier, later: counter };
      })
      .find(({ earlier, later }) => earlier !== undefined && later - earlier <= 100);
    expect(pair).toBeDefined();
    if (pair !== undefined) expect(matchingStep(six, code(pair.later), 100, pair.later * 30_000)).toBe(pair.later);
  });

  test("is looked for in a bounded window, whatever the node is set to", () => {
    expect(matchingStep(six, code(1_000_200), 1e9, now)).toBeNull();
    expect(matchingStep(six, code(1_000_000), -5, now)).toBe(1_000_000);
  });
});
