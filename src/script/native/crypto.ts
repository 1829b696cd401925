import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Json } from "../../core/json.ts";
import type { Random } from "../../core/random.ts";

/** `utils.crypto` of next-gen scripts, as far as it is offered: digests, HMACs and random numbers. Bytes are lists of numbers. */

const hashes: ReadonlyMap<string, string> = new Map([
  ["SHA-1", "sha1"],
  ["SHA-256", "sha256"],
  ["SHA-384", "sha384"],
  ["SHA-512", "sha512"],
]);

const bytes = z.array(z.number().int()).transform((list) => Buffer.from(list.map((byte) => byte & 255)));
const hash = z.string().transform((name, context) => {
  const found = hashes.get(name.toUpperCase());
  if (found !== undefined) return found;
  context.addIssue(`no hash algorithm ${name.slice(0, 50)}`);
  return z.NEVER;
});
const digestArguments = z.tuple([hash, bytes]);
const hmacArguments = z.tuple([hash, bytes, bytes]);
const verifyArguments = z.tuple([hash, bytes, bytes, bytes]);
/** As in the Web Cryptography API, section 10.1.1. */
const randomArguments = z.tuple([z.number().int().min(0).max(65_536)]);

export function digest(args: Json): Json {
  const [algorithm, data] = digestArguments.parse(args);
  return [...createHash(algorithm).update(data).digest()];
}

export function hmac(args: Json): Json {
  const [algorithm, key, data] = hmacArguments.parse(args);
  return [...createHmac(algorithm, key).update(data).digest()];
}

export function verifyHmac(args: Json): Json {
  const [algorithm, key, data, signature] = verifyArguments.parse(args);
  const expected = createHmac(algorithm, key).update(data).digest();
  return expected.length === signature.length && timingSafeEqual(expected, signature);
}

export function randomBytes(args: Json, random: Random): Json {
  const [count] = randomArguments.parse(args);
  return [...random.bytes(count)];
}
