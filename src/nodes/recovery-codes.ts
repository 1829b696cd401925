import { z } from "zod";
import type { NodeState } from "../journey/index.ts";
import type { RecoveryCodeKind, RecoveryCodes } from "../users/index.ts";

/** New recovery codes on their way from the node that makes them to the Recovery Code Display Node. */

export const recoveryCodeKeys = ["recoveryCodes", "recoveryCodeDeviceName"] as const;

const [codesKey, deviceNameKey] = recoveryCodeKeys;
const codesSchema = z.array(z.string().max(64)).max(64);

/** Makes codes, and leaves them in transient state: it is never shown, and ends with the journey. */
export function handOverRecoveryCodes(
  state: NodeState,
  recoveryCodes: RecoveryCodes,
  kind: RecoveryCodeKind,
  deviceName: string,
): void {
  state.putTransient(codesKey, recoveryCodes.generate(kind));
  state.putTransient(deviceNameKey, deviceName);
}

/** Takes the codes out of the state: they are shown once. `null` when there are none. */
export function takeRecoveryCodes(state: NodeState): { codes: readonly string[]; deviceName: string } | null {
  const codes = codesSchema.safeParse(state.get(codesKey));
  const name = state.get(deviceNameKey);
  for (const key of recoveryCodeKeys) state.remove(key);
  if (!codes.success || codes.data.length === 0) return null;
  return { codes: codes.data, deviceName: typeof name === "string" ? name : "" };
}
