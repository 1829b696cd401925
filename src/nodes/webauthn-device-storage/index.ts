import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { newDeviceKey, storeNewDevice, takeNewDevice } from "../webauthn/new-device.ts";

const config = z.object({
  generateRecoveryCodes: z.boolean().default(true).meta({
    title: "Generate recovery codes",
    description: "Make recovery codes for a Recovery Code Display Node; earlier ones are void then.",
  }),
  maxSavedDevices: z.int().min(0).max(32).default(0).meta({
    title: "Maximum Saved Devices",
    description: "How many devices a user may have; 0: 32.",
  }),
});

/** Stores the device that a WebAuthn Registration node has left in the state. */
export const webAuthnDeviceStorageNode = node({
  type: "WebAuthnDeviceStorageNode",
  version: 1,
  title: "WebAuthn Device Storage Node",
  tags: ["mfa", "multi-factor authentication"],
  config,
  outcomes: { success: "Success", failure: "Failure", exceedDeviceLimit: "Device Limit Exceeded" },
  reads: ["username", newDeviceKey],
  writes: ["recoveryCodes", "recoveryCodeDeviceName"],
  run({ config: settings, realm, services, state }) {
    const username = state.get("username");
    const device = takeNewDevice(state);
    if (device === null) return goTo("failure", { reason: "no device to store" });
    if (typeof username !== "string") return goTo("failure", { reason: "no user name" });
    const stored = storeNewDevice(services.users, device, state, { ...settings, realm, username });
    if (stored.ok) return goTo("success");
    return goTo(stored.code === "users.too-many-devices" ? "exceedDeviceLimit" : "failure", { reason: stored.code });
  },
});
