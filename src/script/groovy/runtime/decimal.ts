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

/** Groovy's division: exact where it ends, else ten digits after the point more than the operands have. */
export function divide(left: GroovyDecimal, right: GroovyDecimal): GroovyDecimal {
  const preferred = left.scale - right.scale;
  const digits = (value: GroovyDecimal): number => value.unscaled.toString().replace("-", "").length;
  const enough = Math.ceil((10 * digits(right)) / 3) + digits(left);
  for (let scale = Math.max(preferred, 0); scale <= preferred + enough + 1 && scale < mostDigits; scale += 1) {
    const shift = scale - preferred;
    if (shift < 0) continue;
    const scaled = left.unscaled * 10n ** BigInt(shift);
    if (scaled % right.unscaled === 0n) return decimal(scaled / right.unscaled, scale);
  }
  const scale = Math.max(left.scale, right.scale, 10);
  return trimmed(setScale(quotient(left, right, scale + 3), scale), Math.max(left.scale, right.scale));
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
