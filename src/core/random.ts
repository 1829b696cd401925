import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "./clock.ts";

/** Randomness, as a parameter, so that a test can repeat a run exactly. */
export interface Random {
  bytes(count: number): Buffer;
  uuid(): string;
}

export const systemRandom: Random = { bytes: (count) => randomBytes(count), uuid: () => randomUUID() };

/**
 * A UUID of version 7 (RFC 9562, 5.7): the time, then 74 random bits. An index of such ids grows at its end, where random
 * ones write all over it. For names, not for secrets.
 */
export function orderedUuid(random: Random, clock: Clock): string {
  const bytes = Buffer.allocUnsafe(16);
  random.bytes(10).copy(bytes, 6);
  bytes.writeUIntBE(Math.trunc(clock.now()), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return uuidText(bytes);
}

function uuidText(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
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
    return uuidText(raw);
  };
  return { bytes, uuid };
}
