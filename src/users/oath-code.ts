import { timingSafeEqual } from "node:crypto";
import { HOTP, Secret as OathSecret } from "otpauth";
import type { StoredOathDevice } from "../store/index.ts";

type Generator = Pick<StoredOathDevice, "secret" | "algorithm" | "digits">;

/** The most time steps that are accepted on each side of now, whatever a node is set to. */
const maxSteps = 100;
/** The most counters that are looked ahead. */
const maxAhead = 200;

/**
 * The time step around now whose code this is (TOTP, RFC 6238), or `null`. Of several with the same code it is the latest,
 * so that accepting it rules out them all.
 */
export function matchingStep(
  device: Generator & Pick<StoredOathDevice, "period">,
  code: string,
  steps: number,
  now: number,
): number | null {
  const reach = Math.min(Math.max(0, Math.trunc(steps)), maxSteps);
  const current = Math.floor(now / 1000 / device.period);
  return matches(device, code, Math.max(0, current - reach), current + reach).at(-1) ?? null;
}

/** The counter whose code this is (HOTP, RFC 4226) of the `window` after the last accepted one, or `null`; the nearest. */
export function matchingCounter(
  device: Generator & Pick<StoredOathDevice, "lastStep">,
  code: string,
  window: number,
): number | null {
  const reach = Math.min(Math.max(1, Math.trunc(window)), maxAhead);
  return matches(device, code, device.lastStep + 1, device.lastStep + reach)[0] ?? null;
}

/** Every counter of the range is computed and compared in constant time: the time taken does not tell which one was near. */
function matches({ secret, algorithm, digits }: Generator, code: string, from: number, to: number): number[] {
  if (code.length !== digits || !/^[0-9]+$/.test(code)) return [];
  const key = OathSecret.fromBase32(secret.reveal());
  const hash = algorithm.replace("HMAC_", "");
  const given = Buffer.from(code);
  const found: number[] = [];
  for (let counter = from; counter <= to; counter += 1) {
    const expected = Buffer.from(HOTP.generate({ secret: key, algorithm: hash, digits, counter }));
    if (timingSafeEqual(expected, given)) found.push(counter);
  }
  return found;
}
