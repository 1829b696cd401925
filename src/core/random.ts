import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "./clock.ts";

/** Randomness, as a parameter, so that a test can repeat a run exactly. */
export interface Random {
  bytes(count: number): Buffer;
  uuid(): string;
}

export const systemRandom: Random = { bytes: (count) => randomBytes(count), uuid: () => randomUUID() };

/**
 * A UUID of version 7 (RFC 9562, 5.7): the time, then the last 74 random bits of one of version 4. An index of such ids grows
 * at its end, where random ones write all over it. For names, not for secrets.
 */
export function orderedUuid(random: Random, clock: Clock): string {
  const time = Math.trunc(clock.now());
  const high = Math.floor(time / 0x1_0000);
  return `${hexadecimal(high, 8)}-${hexadecimal(time - high * 0x1_0000, 4)}-7${random.uuid().slice(15)}`;
}

function hexadecimal(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

/** Deterministic bytes from a seed: for tests and generated fleets, never for keys. */
export function seededRandom(seed: string): Random {
  let counter = 0;
  const block = (): Buffer => createHash("sha256").update(`${seed}:${counter++}`).digest();
  const bytes = (count: number): Buffer => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < count; have += 32) blocks.push(block());
    return Buffer.concat(blocks).subarray(0, count);
  };
  const uuid = (): string => {
    const raw = bytes(16);
    raw[6] = ((raw[6] ?? 0) & 0x0f) | 0x40;
    raw[8] = ((raw[8] ?? 0) & 0x3f) | 0x80;
    return raw.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  return { bytes, uuid };
}
