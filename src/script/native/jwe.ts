import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from "node:crypto";
import type { Random } from "../../core/random.ts";

/** JWE in compact form with `dir` and A128CBC-HS256 (RFC 7516; RFC 7518 sections 4.5 and 5.2.3): the one that scripts know. */

const keyBytes = 32;
const halfBytes = 16;

export function encrypt(plaintext: string, key: Buffer, contentType: string, random: Random): string {
  const { macKey, encryptionKey } = split(key);
  const header = encode(JSON.stringify({ alg: "dir", enc: "A128CBC-HS256", cty: contentType }));
  const iv = random.bytes(halfBytes);
  const cipher = createCipheriv("aes-128-cbc", encryptionKey, iv);
  const ciphertext = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
  const tag = tagOf(macKey, header, iv, ciphertext);
  return [header, "", encode(iv), encode(ciphertext), encode(tag)].join(".");
}

/** The plaintext, or `null` for whatever is not a JWE of this kind under this key. */
export function decrypt(compact: string, key: Buffer): string | null {
  const { macKey, encryptionKey } = split(key);
  const [header, wrapped, iv, ciphertext, tag, ...rest] = compact.split(".");
  if (header === undefined || iv === undefined || ciphertext === undefined || tag === undefined) return null;
  if (wrapped !== "" || rest.length > 0 || !isOurs(header)) return null;
  const given = { iv: decode(iv), ciphertext: decode(ciphertext), tag: decode(tag) };
  const expected = tagOf(macKey, header, given.iv, given.ciphertext);
  if (given.iv.length !== halfBytes || given.tag.length !== halfBytes) return null;
  if (!timingSafeEqual(expected, given.tag)) return null;
  const decipher = createDecipheriv("aes-128-cbc", encryptionKey, given.iv);
  return Buffer.concat([decipher.update(given.ciphertext), decipher.final()]).toString("utf8");
}

function isOurs(header: string): boolean {
  const parsed: unknown = JSON.parse(decode(header).toString("utf8"));
  if (typeof parsed !== "object" || parsed === null) return false;
  return (
    "alg" in parsed && parsed.alg === "dir" && "enc" in parsed && parsed.enc === "A128CBC-HS256" && !("zip" in parsed)
  );
}

function split(key: Buffer): { macKey: Buffer; encryptionKey: Buffer } {
  if (key.length !== keyBytes) throw new TypeError(`an encryption key has ${keyBytes} bytes`);
  return { macKey: key.subarray(0, halfBytes), encryptionKey: key.subarray(halfBytes) };
}

function tagOf(macKey: Buffer, header: string, iv: Buffer, ciphertext: Buffer): Buffer {
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64BE(BigInt(header.length * 8));
  const mac = createHmac("sha256", macKey).update(header).update(iv).update(ciphertext).update(bits).digest();
  return mac.subarray(0, halfBytes);
}

const encode = (value: string | Buffer): string => Buffer.from(value).toString("base64url");
const decode = (value: string): Buffer => Buffer.from(value, "base64url");
