import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import {
  collectedProfile,
  decimal,
  deviceProfileKey,
  kilometresBetween,
  type Place,
  placeOf,
} from "../device-profile-collector/profile.ts";

const location = z
  .string()
  .max(100)
  .transform((text, context): Place => {
    const [latitude = "", longitude = "", ...more] = text.split(",").map((part) => part.trim());
    const found =
      more.length === 0 && latitude !== "" && longitude !== ""
        ? placeOf({ latitude: Number(latitude), longitude: Number(longitude) })
        : null;
    if (found !== null) return found;
    context.addIssue({ code: "custom", message: 'must be "latitude,longitude" in degrees' });
    return z.NEVER;
  });

const config = z.object({
  locations: z.array(location).max(1_000).default([]).meta({
    title: "Trusted Locations",
    description: "Each latitude,longitude in degrees.",
  }),
  distance: decimal(0, 20_040).prefault("10").meta({
    title: "Geofence Radius (km)",
    description: "How far from one of them the device may be.",
  }),
});

/** Whether the device says that it is near one of several places. */
export const deviceGeoFencingNode = node({
  type: "DeviceGeoFencingNode",
  version: 1,
  title: "Device Geofencing",
  tags: ["contextual"],
  config,
  outcomes: { true: "True", false: "False" },
  reads: [deviceProfileKey],
  writes: [],
  run({ config: { locations, distance }, state }) {
    const here = collectedProfile(state)?.location ?? null;
    if (here === null) return goTo("false", { reason: "the client told no location" });
    const inside = locations.some((place) => kilometresBetween(place, here) <= distance);
    return goTo(inside ? "true" : "false", { reason: inside ? "near one of the locations" : "near none of them" });
  },
});
