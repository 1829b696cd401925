import type { Random } from "../../core/random.ts";

/** Random digits, each as likely as the others. */
export function drawDigits(count: number, random: Random): string {
  let digits = "";
  while (digits.length < count) {
    // 250 to 255 are thrown away: with them, 0 to 5 would come more often.
    for (const byte of random.bytes(count * 2)) if (byte < 250 && digits.length < count) digits += String(byte % 10);
  }
  return digits;
}
