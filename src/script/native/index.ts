import { z } from "zod";
import type { Clock } from "../../core/clock.ts";
import type { Json } from "../../core/json.ts";
import type { Random } from "../../core/random.ts";
import { digest, hmac, randomBytes, verifyHmac } from "./crypto.ts";
import { generateJwt, validateJwt } from "./jwt.ts";

/** What the worker computes for a script with Node's own cryptography, without asking the host's thread. */
export type Natives = ReadonlyMap<string, (args: Json) => Json>;

export function createNatives(clock: Clock, random: Random): Natives {
  return new Map([
    ["digest", digest],
    ["hmac", hmac],
    ["verifyHmac", verifyHmac],
    ["randomBytes", (args) => randomBytes(args, random)],
    ["randomUuid", () => random.uuid()],
    ["generateJwt", (args) => generateJwt(args, clock, random)],
    ["validateJwt", (args) => validateJwt(args, clock)],
  ]);
}

/** The answer to a guest in the form that host calls have: `{value}` or `{error}`. */
export function answerNatively(native: (args: Json) => Json, args: string): string {
  try {
    const parsed: Json = JSON.parse(args);
    return JSON.stringify({ value: native(parsed) });
  } catch (thrown) {
    return JSON.stringify({ error: described(thrown) });
  }
}

function described(thrown: unknown): string {
  if (thrown instanceof z.ZodError) return z.prettifyError(thrown).slice(0, 300);
  return thrown instanceof Error ? thrown.message : String(thrown);
}
