import { hash, verify } from "@node-rs/argon2";
import { boundedQueue } from "../core/queue.ts";
import type { Random } from "../core/random.ts";
import type { Secret } from "../core/secret.ts";

/** The cost of a hash (argon2id, RFC 9106) and how many may be computed, and wait, at once. */
export interface HashingOptions {
  readonly memoryKiB: number;
  readonly timeCost: number;
  readonly parallelism: number;
  readonly concurrency: number;
  readonly waiting: number;
}

/** OWASP's first choice for argon2id; at most 38 MiB are in use at a time. */
export const defaultHashing: HashingOptions = {
  memoryKiB: 19_456,
  timeCost: 2,
  parallelism: 1,
  concurrency: 2,
  waiting: 64,
};

export const maxPasswordBytes = 1024;

export interface Passwords {
  /** A new hash in PHC form. @throws {core.queue-full} */
  hash(password: Secret): Promise<string>;
  /**
   * Whether the password belongs to the hash. Without a hash it costs the same and answers no, so that time does not tell
   * who exists. A blank or overlong password belongs to nobody.
   *
   * @throws {core.queue-full}
   */
  verify(stored: string | null, password: Secret): Promise<boolean>;
  /** Whether a hash was made with the parameters of today. */
  isCurrent(stored: string): boolean;
}

export function createPasswords(options: HashingOptions, random: Random): Passwords {
  const { memoryKiB, timeCost, parallelism } = options;
  const queue = boundedQueue(options);
  const prefix = `$argon2id$v=19$m=${memoryKiB},t=${timeCost},p=${parallelism}$`;
  const unpadded = (bytes: Buffer): string => bytes.toString("base64").replaceAll("=", "");
  // Of the right shape and cost, and the hash of no password that anybody knows.
  const dummy = `${prefix}${unpadded(random.bytes(16))}$${unpadded(random.bytes(32))}`;

  return {
    hash(password) {
      const cost = { memoryCost: memoryKiB, timeCost, parallelism, salt: random.bytes(16) };
      return queue.run(() => hash(password.reveal(), cost));
    },
    async verify(stored, password) {
      if (!isPassword(password)) return false;
      const matches = await queue.run(() => verify(stored ?? dummy, password.reveal()));
      return matches && stored !== null;
    },
    isCurrent: (stored) => stored.startsWith(prefix),
  };
}

function isPassword(password: Secret): boolean {
  const text = password.reveal();
  return text.trim() !== "" && Buffer.byteLength(text) <= maxPasswordBytes;
}
