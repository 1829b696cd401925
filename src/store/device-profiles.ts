import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import { jsonColumn } from "./columns.ts";
import type { Connection } from "./connection.ts";
import type { OwnedWrites } from "./owned.ts";
import type { DeviceProfileStore, StoredDeviceProfile } from "./user-ports.ts";
import { usernameKey } from "./username-key.ts";

const row = z
  .object({
    id: z.string(),
    name: z.string(),
    profile: jsonColumn(z.record(z.string(), z.json())),
    created_at: z.number(),
    saved_at: z.number(),
  })
  .transform(
    ({ created_at, saved_at, ...read }): StoredDeviceProfile => ({ ...read, createdAt: created_at, savedAt: saved_at }),
  );

export function createDeviceProfileStore(connection: Connection, owned: OwnedWrites, clock: Clock): DeviceProfileStore {
  const select = connection.all(
    `SELECT id, name, profile, created_at, saved_at FROM device_profiles
     WHERE realm = ? AND username_key = ? ORDER BY saved_at DESC, id`,
    row,
  );
  const upsert = connection.write(
    `INSERT INTO device_profiles (realm, username_key, id, name, profile, created_at, saved_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
     ON CONFLICT (realm, username_key, id) DO UPDATE SET
       name = excluded.name, profile = excluded.profile, saved_at = excluded.saved_at`,
  );
  const removeBeyond = connection.write(
    `DELETE FROM device_profiles WHERE realm = ?1 AND username_key = ?2 AND id <> ?3 AND id NOT IN (
       SELECT id FROM device_profiles WHERE realm = ?1 AND username_key = ?2 AND id <> ?3
       ORDER BY saved_at DESC, id LIMIT ?4)`,
  );
  const remove = connection.write("DELETE FROM device_profiles WHERE realm = ? AND username_key = ? AND id = ?");

  return {
    list: (realm, username) => select(realm, usernameKey(username)),
    save(realm, username, { id, name, profile }, most) {
      owned.write(realm, username, (key) => {
        upsert(realm, key, id, name, JSON.stringify(profile), clock.now());
        removeBeyond(realm, key, id, most - 1);
      });
    },
    remove: (realm, username, id) => owned.touch(username, (key) => remove(realm, key, id) === 1),
  };
}
