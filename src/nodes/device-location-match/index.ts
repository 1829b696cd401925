import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import {
  collectedProfile,
  decimal,
  deviceProfileKey,
  kilometresBetween,
  placeOf,
  usernameOf,
} from "../device-profile-collector/profile.ts";

const config = z.object({
  distance: decimal(0, 20_040).prefault("10").meta({
    title: "Maximum Distance (km)",
    description: "How far the device may be from where it was saved.",
  }),
});

/** Whether the device says that it is near the place where it was saved. */
export const deviceLocationMatchNode = node({
  type: "DeviceLocationMatchNode",
  version: 1,
  title: "Device Location Match",
  tags: ["contextual"],
  config,
  outcomes: { true: "True", false: "False", unknownDevice: "Unknown Device" },
  reads: ["username", deviceProfileKey],
  writes: [],
  run({ config: { distance }, realm, services, state }) {
    const collected = collectedProfile(state);
    const username = usernameOf(state);
    if (collected === null || username === null) {
      return goTo("unknownDevice", { reason: "no user name or no profile in state" });
    }
    const profiles = services.users.deviceProfiles(realm, username).list();
    const before = placeOf(profiles.find(({ id }) => id === collected.identifier)?.profile.location);
    if (before === null) return goTo("unknownDevice", { reason: "no location of this device is saved" });
    if (collected.location === null) return goTo("false", { reason: "the client told no location" });
    const away = kilometresBetween(before, collected.location);
    return goTo(away <= distance ? "true" : "false", { reason: `${away.toFixed(1)} km away` });
  },
});
