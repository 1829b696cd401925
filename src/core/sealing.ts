import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import { defineErrors } from "./errors.ts";
import type { Random } from "./random.ts";
import type { Secret } from "./secret.ts";

/** Authenticated encryption of what leaves our memory: executions handed to a store, secrets at rest. */

export const sealingErrors = defineErrors({
  "core.sealing-key-invalid": { kind: "user", status: 500, message: "A sealing key must be 256 bits in base64url." },
  "core.seal-broken": { kind: "user", status: 400, message: "A sealed value is not valid." },
});

export interface Sealer {
  /** Encrypts `plain` so that it opens only with the same key and the same `context`. */
  seal(plain: Buffer, context: string): Buffer;
  /** @throws {core.seal-broken} when anything about it differs: key, context, length or a single bit */
  open(sealed: Buffer, context: string): Buffer;
}

const algorithm = "aes-256-gcm";
const version = 1;
const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + saltBytes + nonceBytes;

/**
 * AES-256-GCM (NIST SP 800-38D). Each message has a key of its own, HMAC-SHA256 of a random salt under `key` (SP
 * 800-108), so that one key may seal any number of messages: plain GCM with random nonces would stop at 2^32.
 * Layout: version (1 byte), salt (16), nonce (12), ciphertext, tag (16).
 *
 * @throws {core.sealing-key-invalid}
 */
export function createSealer(key: Secret, random: Random): Sealer {
  const master = decodeKey(key);
  const messageKey = (salt: Buffer): Buffer =>
    createHmac("sha256", master).update("sallyport seal 1").update(salt).digest();
  return {
    seal(plain, context) {
      const salt = random.bytes(saltBytes);
      const nonce = random.bytes(nonceBytes);
      const cipher = createCipheriv(algorithm, messageKey(salt), nonce).setAAD(Buffer.from(context));
      const head = Buffer.concat([Buffer.of(version), salt, nonce]);
      return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, context) {
      if (sealed.length < headBytes + tagBytes || sealed[0] !== version) {
        throw sealingErrors.error("core.seal-broken", { detail: "not in the layout of version 1" });
      }
      const salt = sealed.subarray(1, 1 + saltBytes);
      const nonce = sealed.subarray(1 + saltBytes, headBytes);
      const decipher = createDecipheriv(algorithm, messageKey(salt), nonce, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-tagBytes));
      const plain = decipher.update(sealed.subarray(headBytes, -tagBytes));
      try {
        return Buffer.concat([plain, decipher.final()]);
      } catch (cause) {
        throw sealingErrors.error("core.seal-broken", { detail: "authentication failed", cause });
      }
    },
  };
}

function decodeKey(key: Secret): Buffer {
  if (!/^[\w-]{43}=?$/.test(key.reveal())) throw sealingErrors.error("core.sealing-key-invalid");
  return Buffer.from(key.reveal(), "base64url");
}
