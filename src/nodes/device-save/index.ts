import { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { collectedProfile, deviceProfileKey } from "../device-profile-collector/profile.ts";
import { nodeErrors } from "../errors.ts";

const longestName = 100;

const config = z.object({
  variableName: z.string().max(200).default("").meta({
    title: "Device Name Variable",
    description: "The state key with the person's name for the device; without one, it is called as it calls itself.",
  }),
  maxSavedProfiles: z.int().min(0).max(10_000).default(5).meta({
    title: "Maximum Saved Profiles",
    description: "The oldest go when there are more; 32 is the most that is kept.",
  }),
  saveDeviceMetadata: z.boolean().default(true).meta({
    title: "Save Device Metadata",
    description: "Needed by Device Match.",
  }),
  saveDeviceLocation: z.boolean().default(true).meta({
    title: "Save Device Location",
    description: "Needed by Device Location Match.",
  }),
});

/** Saves what the client said about the device with the user. */
export const deviceSaveNode = node({
  type: "DeviceSaveNode",
  version: 1,
  title: "Device Profile Save",
  tags: ["contextual"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: ({ variableName }) => [deviceProfileKey, ...(variableName === "" ? [] : [variableName])],
  writes: [],
  run({ config, realm, services, state, user }) {
    const collected = collectedProfile(state);
    if (collected === null) {
      throw nodeErrors.error("nodes.device-profile-invalid", { detail: "no Device Profile Collector found a profile" });
    }
    if (user === null) return goTo("outcome", { reason: "not saved: nobody has proved to be anybody" });
    if (config.maxSavedProfiles === 0) return goTo("outcome", { reason: "not saved: maxSavedProfiles is 0" });
    const { identifier, metadata, location } = collected;
    const profile: JsonObject = {
      identifier,
      ...(config.saveDeviceMetadata && metadata !== null ? { metadata } : {}),
      ...(config.saveDeviceLocation && location !== null ? { location: { ...location } } : {}),
    };
    const name = nameOf(config.variableName === "" ? undefined : state.get(config.variableName), metadata);
    const most = Math.min(config.maxSavedProfiles, 32);
    services.users.deviceProfiles(realm, user.username).save({ id: identifier, name, profile }, most);
    return goTo("outcome", { reason: "saved" });
  },
});

/** The person's name for the device, or what it calls itself. */
function nameOf(chosen: Json | undefined, metadata: JsonObject | null): string {
  const platform = metadata?.platform;
  const own = isJsonObject(platform) ? [platform.deviceName, platform.platform] : [];
  const text = [chosen, ...own].find((value) => typeof value === "string" && /[^\p{Cc}\s]/u.test(value));
  return typeof text === "string"
    ? text
        .replaceAll(/\p{Cc}/gu, " ")
        .trim()
        .slice(0, longestName)
    : "Device";
}
