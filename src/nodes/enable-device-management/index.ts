import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { secondFactors, secondFactorsKey } from "../second-factors.ts";

const config = z.object({
  deviceEnforcementStrategy: z.enum(["NONE", "ANY", "SAME"]).default("SAME").meta({
    title: "Device Check Enforcement Strategy",
    description: "What must have been used to manage devices: the same kind of device, any, or none.",
  }),
});

/** Lets the session say of which kinds the person may manage devices. */
export const enableDeviceManagementNode = node({
  type: "EnableDeviceManagementNode",
  version: 1,
  title: "Enable Device Management",
  tags: ["mfa", "multi-factor authentication"],
  config,
  outcomes: { success: "Success", failure: "Failure" },
  reads: [secondFactorsKey],
  writes: [],
  run({ config: { deviceEnforcementStrategy: strategy }, state, user }) {
    if (user === null) return goTo("failure", { reason: "nobody is identified" });
    const used = secondFactors(state);
    if (strategy !== "NONE" && used.length === 0) return goTo("failure", { reason: "no second factor was used" });
    const manageable = strategy === "SAME" ? used : ["OATH", "WEB_AUTHN"];
    return goTo("success", { sessionProperties: { manageableDevices: manageable.join(" ") } });
  },
});
