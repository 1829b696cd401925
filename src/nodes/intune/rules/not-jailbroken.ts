import { flag } from "../optional.ts";
import { type Rule, textOf } from "./rule.ts";

export const notJailbrokenSettings = {
  requireNotJailbroken: flag.meta({
    title: "Require not jailbroken",
    description:
      "The device must not be jailbroken or rooted; a phone or tablet of which that is unknown does not pass.",
  }),
};

/** Intune looks for it on these only, and writes "Unknown" for every computer. */
const canBeJailbroken = /^(?:ios|ipados|android|$)/i;

export const notJailbrokenRule: Rule<{ readonly requireNotJailbroken: boolean }> = (
  { requireNotJailbroken },
  { device },
) => {
  if (!requireNotJailbroken) return null;
  const reported = textOf(device, "jailBroken").toLowerCase();
  if (reported === "false") return null;
  if (reported === "true") return "The device is jailbroken or rooted.";
  const isMobile = canBeJailbroken.test(textOf(device, "operatingSystem"));
  return isMobile ? "It is not known whether the device is jailbroken or rooted." : null;
};
