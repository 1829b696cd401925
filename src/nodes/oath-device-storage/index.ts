import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { pendingDevice, pendingDeviceKey } from "../oath/pending-device.ts";
import { storeOathDevice } from "../oath/store-device.ts";

/** Stores the device that an OATH Registration node has left in the state. */
export const oathDeviceStorageNode = node({
  type: "OathDeviceStorageNode",
  version: 1,
  title: "OATH Device Storage Node",
  tags: ["mfa", "multi-factor authentication"],
  config: z.object({}),
  outcomes: { successOutcome: "Success", failureOutcome: "Failure" },
  reads: ["username", pendingDeviceKey],
  writes: ["recoveryCodes", "recoveryCodeDeviceName"],
  run({ realm, services, state }) {
    const username = state.get("username");
    const device = pendingDevice(state);
    state.remove(pendingDeviceKey);
    if (device === null) return goTo("failureOutcome", { reason: "no device to store" });
    if (typeof username !== "string") return goTo("failureOutcome", { reason: "no user name" });
    const stored = storeOathDevice(services.users, { realm, username }, device, state);
    return stored.ok ? goTo("successOutcome") : goTo("failureOutcome", { reason: stored.code });
  },
});
