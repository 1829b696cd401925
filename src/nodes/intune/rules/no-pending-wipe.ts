import { hasPendingWipe } from "../../../microsoft/index.ts";
import { flag } from "../optional.ts";
import type { Rule } from "./rule.ts";

export const noPendingWipeSettings = {
  requireNoPendingWipe: flag.meta({
    title: "Require no pending wipe",
    description: "Nobody may have told Intune to wipe, retire or delete the device.",
  }),
};

export const noPendingWipeRule: Rule<{ readonly requireNoPendingWipe: boolean }> = (
  { requireNoPendingWipe },
  { device },
) =>
  requireNoPendingWipe && hasPendingWipe(device) ? "Intune has been told to wipe, retire or delete the device." : null;
