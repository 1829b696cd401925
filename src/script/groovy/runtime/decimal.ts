import type { GroovyDecimal } from "../values.ts";

/** BigDecimal: exact decimal arithmetic with Java's rules for the scale of a result. */

const mostDigits = 1_000;

export function decimal(unscaled: bigint, scale: number): GroovyDecimal {
  return { kind: "decimal", unscaled, scale };
}

/** From `12.50` or `1e3`; the caller has checked the spelling. */
export function decimalOf(digits: string): GroovyDecimal {
  const [mantissa = "", exponent = "0"] = digits.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return decimal(BigInt(`${whole}${fraction}` || "0"), fraction.length - Number(exponent));
}

export function isTooLong({ unscaled, scale }: GroovyDecimal): boolean {
  return Math.abs(scale) > mostDigits || unscaled.toString().length > mostDigits;
}

function aligned(left: GroovyDecimal, right: GroovyDecimal): [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale);
  return [rescaled(left, scale), rescaled(right, scale), scale];
}

function rescaled({ unscaled, scale }: GroovyDecimal, wanted: number): bigint {
  return unscaled * 10n ** BigInt(wanted - scale);
}

export function add(left: GroovyDecimal, right: GroovyDecimal): GroovyDecimal {
  const [a, b, scale] = aligned(left, right);
  return decimal(a + b, scale);
}

export function subtract(left: GroovyDecimal, right: GroovyDecimal): GroovyDecimal {
  const [a, b, scale] = aligned(left, right);
  return decimal(a - b, scale);
}

export function multiply(left: GroovyDecimal, right: GroovyDecimal): GroovyDecimal {
  return decimal(left.unscaled * right.unscaled, left.scale + right.scale);
}

export function remainder(left: GroovyDecimal, right: GroovyDecimal): GroovyDecimal {
  const [a, b, scale] = aligned(left, right);
  return decimal(a % b, scale);
}

/** `undefined` when the result would have too many digits. */
export function power({ unscaled, scale }: GroovyDecimal, exponent: number): GroovyDecimal | undefined {
  const size = digits(unscaled);
  if (Math.abs(scale) * exponent > 2 * mostDigits || (size - 1) * exponent > 2 * mostDigits) return undefined;
  return decimal(unscaled ** BigInt(exponent), scale * exponent);
}

/** Groovy's division: exact where it ends, else ten digits after the point more than the operands have. */
export function divide(left: GroovyDecimal, right: GroovyDecimal): GroovyDecimal {
  const preferred = left.scale - right.scale;
  const enough = Math.ceil((10 * digits(right.unscaled)) / 3) + digits(left.unscaled);
  const shift = shiftForExact(left.unscaled, right.unscaled);
  if (shift !== undefined && shift <= enough + 1 && preferred + shift < mostDigits) {
    return decimal((left.unscaled * 10n ** BigInt(shift)) / right.unscaled, preferred + shift);
  }
  const rounded = Math.max(left.scale, right.scale, 10);
  return trimmed(setScale(quotient(left, right, rounded + 3), rounded), Math.max(left.scale, right.scale));
}

function digits(unscaled: bigint): number {
  return unscaled.toString().length - (unscaled < 0n ? 1 : 0);
}

/** How many zeros `left` needs so that `right` divides it; `undefined` when no number of them is enough. */
function shiftForExact(left: bigint, right: bigint): number | undefined {
  const [twos, rest] = factors(right, 2n);
  const [fives, other] = factors(rest, 5n);
  if (left % other !== 0n) return undefined;
  if (left === 0n) return 0;
  return Math.max(0, twos - factors(left, 2n)[0], fives - factors(left, 5n)[0]);
}

/** How often a prime divides a number that is not zero, and what is left. */
function factors(value: bigint, prime: bigint): readonly [number, bigint] {
  let rest = value;
  let count = 0;
  while (rest % prime === 0n) {
    rest /= prime;
    count += 1;
  }
  return [count, rest];
}

function quotient(left: GroovyDecimal, right: GroovyDecimal, scale: number): GroovyDecimal {
  const shift = scale - left.scale + right.scale;
  const [a, b] =
    shift < 0
      ? [left.unscaled, right.unscaled * 10n ** BigInt(-shift)]
      : [left.unscaled * 10n ** BigInt(shift), right.unscaled];
  return decimal(a / b, scale);
}

function trimmed(value: GroovyDecimal, least: number): GroovyDecimal {
  let { unscaled, scale } = value;
  while (scale > least && unscaled % 10n === 0n) {
    unscaled /= 10n;
    scale -= 1;
  }
  return decimal(unscaled, scale);
}

/** Rounds half up. */
export function setScale(value: GroovyDecimal, scale: number): GroovyDecimal {
  if (scale >= value.scale) return decimal(rescaled(value, scale), scale);
  const divisor = 10n ** BigInt(value.scale - scale);
  const half = value.unscaled < 0n ? -divisor / 2n : divisor / 2n;
  return decimal((value.unscaled + half) / divisor, scale);
}

export function compareDecimals(left: GroovyDecimal, right: GroovyDecimal): number {
  const [a, b] = aligned(left, right);
  return a < b ? -1 : a > b ? 1 : 0;
}

export function toBigInt({ unscaled, scale }: GroovyDecimal): bigint {
  return scale > 0 ? unscaled / 10n ** BigInt(scale) : unscaled * 10n ** BigInt(-scale);
}

/** Java's `toString`: with an exponent where the scale is negative or the value very small. */
export function decimalText({ unscaled, scale }: GroovyDecimal): string {
  const sign = unscaled < 0n ? "-" : "";
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString();
  if (scale === 0) return sign + digits;
  const exponent = digits.length - 1 - scale;
  if (scale > 0 && exponent >= -6) {
    const padded = digits.padStart(scale + 1, "0");
    return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  }
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
  return `${sign}${digits.charAt(0)}${fraction}E${exponent < 0 ? "" : "+"}${exponent}`;
}
