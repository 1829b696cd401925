import { Secret } from "../../core/secret.ts";
import type { NodeState } from "../../journey/index.ts";
import type { Users } from "../../users/index.ts";
import { type Attempt, attempt } from "../attempt.ts";
import { handOverRecoveryCodes } from "../recovery-codes.ts";
import type { PendingDevice } from "./pending-device.ts";

/** Registers a device with its user, and makes recovery codes if the device is to have some. */
export function storeOathDevice(
  users: Users,
  { realm, username }: { readonly realm: string; readonly username: string },
  device: PendingDevice,
  state: NodeState,
): Attempt<void> {
  const refusals = ["users.unknown", "users.too-many-devices", "users.device-invalid"];
  return attempt(refusals, () => {
    users.oath(realm, username).register({ ...device, secret: new Secret(device.secret) });
    if (device.generateRecoveryCodes) {
      handOverRecoveryCodes(state, users.recoveryCodes(realm, username), "OATH", device.name);
    }
  });
}
