import { z } from "zod";
import type { NodeState } from "../../journey/index.ts";
import type { Users } from "../../users/index.ts";
import { type Attempt, attempt } from "../attempt.ts";
import { handOverRecoveryCodes } from "../recovery-codes.ts";

/** A registered credential on its way to the store; with postponed storage it waits in transient state. */

export const newDeviceKey = "webauthnDeviceData";

const schema = z.object({
  name: z.string(),
  credentialId: z.string(),
  publicKey: z.string(),
  counter: z.number(),
  transports: z.array(z.string()),
  aaguid: z.string(),
});

export type NewDevice = z.output<typeof schema>;

export function putNewDevice(state: NodeState, device: NewDevice): void {
  state.putTransient(newDeviceKey, device);
}

export function takeNewDevice(state: NodeState): NewDevice | null {
  const device = schema.safeParse(state.get(newDeviceKey)).data ?? null;
  state.remove(newDeviceKey);
  return device;
}

/** The name that the person gave the device, as far as it is one: a line of at most 128 characters. */
export function deviceNameOf(given: string | undefined): string {
  const name = (given ?? "")
    .slice(0, 128)
    .replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, " ")
    .trim();
  return name === "" ? "New Security Key" : name;
}

export interface StoreOptions {
  readonly realm: string;
  readonly username: string;
  /** 0: as many as the house allows. */
  readonly maxSavedDevices: number;
  readonly generateRecoveryCodes: boolean;
}

export function storeNewDevice(
  users: Users,
  device: NewDevice,
  state: NodeState,
  options: StoreOptions,
): Attempt<void> {
  const { realm, username, maxSavedDevices, generateRecoveryCodes } = options;
  const refusals = ["users.unknown", "users.device-invalid", "users.device-exists", "users.too-many-devices"];
  return attempt(refusals, () => {
    users.webauthn(realm, username).add(device, maxSavedDevices);
    if (generateRecoveryCodes) {
      handOverRecoveryCodes(state, users.recoveryCodes(realm, username), "WEB_AUTHN", device.name);
    }
  });
}
