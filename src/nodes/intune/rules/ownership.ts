import { choice } from "../optional.ts";
import { type Rule, textOf } from "./rule.ts";

export const ownershipSettings = {
  requireOwnership: choice(["company", "personal"]).meta({
    title: "Require ownership",
    description: "Whose device it must be, as Intune has it: company or personal.",
  }),
};

export const ownershipRule: Rule<{ readonly requireOwnership: "company" | "personal" | null }> = (
  { requireOwnership },
  { device },
) => {
  if (requireOwnership === null || textOf(device, "managedDeviceOwnerType") === requireOwnership) return null;
  return `The device is not registered as a ${requireOwnership} device.`;
};
