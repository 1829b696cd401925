import { flag } from "../optional.ts";
import type { Rule } from "./rule.ts";

export const encryptionSettings = {
  requireEncryption: flag.meta({
    title: "Require encryption",
    description: "Intune must report the device's storage as encrypted.",
  }),
};

export const encryptionRule: Rule<{ readonly requireEncryption: boolean }> = ({ requireEncryption }, { device }) =>
  requireEncryption && device.isEncrypted !== true ? "The device's storage is not reported as encrypted." : null;
