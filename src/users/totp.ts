import { timingSafeEqual } from "node:crypto";
import { HOTP, Secret as OathSecret } from "otpauth";
import type { OathDevice } from "../store/index.ts";

/** The most time steps that are accepted on each side of now, whatever a node is set to. */
const maxSteps = 100;

/**
 * The time step around now whose code this is (TOTP, RFC 6238), or `null`. Of several with the same code it is the latest,
 * so that accepting it rules out them all. Every step of the window is computed and compared in constant time: the time
 * taken does not tell which one was near.
 */
export function matchingStep(device: OathDevice, code: string, steps: number, now: number): number | null {
  if (code.length !== device.digits || !/^[0-9]+$/.test(code)) return null;
  const secret = OathSecret.fromBase32(device.secret.reveal());
  const algorithm = device.algorithm.replace("HMAC_", "");
  const given = Buffer.from(code);
  const reach = Math.min(Math.max(0, Math.trunc(steps)), maxSteps);
  const current = Math.floor(now / 1000 / device.period);
  let found: number | null = null;
  for (let counter = Math.max(0, current - reach); counter <= current + reach; counter += 1) {
    const expected = Buffer.from(HOTP.generate({ secret, algorithm, digits: device.digits, counter }));
    if (timingSafeEqual(expected, given)) found = counter;
  }
  return found;
}
