import { z } from "zod";
import { Secret } from "../../core/secret.ts";
import type { NodeState } from "../../journey/index.ts";
import { type CodeResult, type CodeWindow, matchingCounter, matchingStep } from "../../users/index.ts";

/**
 * A device that an OATH Registration node with postponed storage made: it waits in transient state for the OATH Device
 * Storage node, and meanwhile the OATH Token Verifier checks codes of it.
 */

export const pendingDeviceKey = "oathDeviceProfile";

const schema = z.object({
  name: z.string(),
  kind: z.enum(["TOTP", "HOTP"]),
  secret: z.string(),
  algorithm: z.enum(["HMAC_SHA1", "HMAC_SHA256", "HMAC_SHA512"]),
  digits: z.union([z.literal(6), z.literal(8)]),
  period: z.number(),
  lastStep: z.number(),
  generateRecoveryCodes: z.boolean(),
});

export type PendingDevice = z.output<typeof schema>;

export function putPendingDevice(state: NodeState, device: PendingDevice): void {
  state.putTransient(pendingDeviceKey, device);
}

export function pendingDevice(state: NodeState): PendingDevice | null {
  const pending = state.get(pendingDeviceKey);
  return pending === undefined ? null : (schema.safeParse(pending).data ?? null);
}

/** Checks a code of a device that is not stored yet; one that is accepted is remembered with it, and counts no more. */
export function verifyPending(
  state: NodeState,
  device: PendingDevice,
  code: string,
  { steps, ahead, now }: Pick<CodeWindow, "steps"> & { readonly ahead: number; readonly now: number },
): CodeResult {
  const generator = { ...device, secret: new Secret(device.secret) };
  const step =
    device.kind === "TOTP" ? matchingStep(generator, code, steps, now) : matchingCounter(generator, code, ahead);
  if (step === null) return { ok: false, reason: "wrong-code" };
  if (step <= device.lastStep) return { ok: false, reason: "code-used" };
  putPendingDevice(state, { ...device, lastStep: step });
  return { ok: true };
}
