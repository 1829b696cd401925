import { isJson } from "../core/json.ts";
import { forUser, insist, isDeviceName, mostDevices } from "./devices.ts";
import { isUsername } from "./names.ts";
import type { FactorOptions } from "./oath-devices.ts";
import type { DeviceProfiles } from "./second-factors.ts";

const usualCount = 5;
const maxProfileBytes = 16_384;
const maxProfileDepth = 16;

export function deviceProfilesOf(
  { store }: Pick<FactorOptions, "store">,
  realm: string,
  username: string,
): DeviceProfiles {
  return {
    list: () => (isUsername(username) ? store.profiles.list(realm, username) : []),
    save({ id, name, profile }, most = usualCount) {
      insist(isDeviceName(id), "the id is not 1 to 128 characters of one line");
      insist(isDeviceName(name), "the name is not 1 to 128 characters of one line");
      insist(isJson(profile, maxProfileDepth), "the profile is not JSON of at most 16 levels");
      insist(Buffer.byteLength(JSON.stringify(profile)) <= maxProfileBytes, "the profile is larger than 16 KiB");
      const limit = Math.min(Math.max(1, Math.trunc(most)), mostDevices.profiles);
      forUser(() => store.profiles.save(realm, username, { id, name, profile }, limit));
    },
    remove: (id) => store.profiles.remove(realm, username, id),
  };
}
