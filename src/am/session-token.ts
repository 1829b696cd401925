import { createHash } from "node:crypto";
import type { Clock } from "../core/clock.ts";
import type { Random } from "../core/random.ts";

/**
 * Session tokens: 256 random bits, and before them 48 of the time in milliseconds, in base64url. Thanks to the time the keys of
 * new sessions stand side by side in the store's index; random ones alone would have each login write a page of its own.
 */

const timeBytes = 6;
const randomBytes = 32;
/** The second form is that of tokens without the time, which an earlier version gave out. */
const tokenForm = /^(?:[\w-]{51}|[\w-]{43})$/;
const plainLength = 43;

/** A new token and what its session is kept under. */
export function newToken(random: Random, clock: Clock): { readonly token: string; readonly key: Buffer } {
  const bytes = Buffer.alloc(timeBytes + randomBytes);
  bytes.writeUIntBE(Math.trunc(clock.now()), 0, timeBytes);
  random.bytes(randomBytes).copy(bytes, timeBytes);
  const token = bytes.toString("base64url");
  return { token, key: keyAt(bytes.subarray(0, timeBytes), hashOf(token)) };
}

/**
 * What a session is kept under: the SHA-256 of the whole token, so that reading the store lets nobody in, behind the token's
 * time. `null`: no token of ours.
 */
export function tokenKey(token: string): Buffer | null {
  if (!tokenForm.test(token)) return null;
  const hash = hashOf(token);
  if (token.length === plainLength) return hash;
  return keyAt(Buffer.from(token, "base64url").subarray(0, timeBytes), hash);
}

function keyAt(time: Buffer, hash: Buffer): Buffer {
  return Buffer.concat([time, hash]);
}

function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
