import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import { blob, countRow, jsonColumn } from "./columns.ts";
import type { Connection } from "./connection.ts";
import type { OwnedWrites } from "./owned.ts";
import type { StoredWebAuthnDevice, WebAuthnStore } from "./user-ports.ts";
import { usernameKey } from "./username-key.ts";

const row = z
  .object({
    id: z.string(),
    name: z.string(),
    credential_id: z.string(),
    public_key: blob,
    counter: z.int(),
    transports: jsonColumn(z.array(z.string())),
    aaguid: z.string(),
    created_at: z.number(),
    last_used_at: z.number().nullable(),
  })
  .transform(
    ({ credential_id, public_key, created_at, last_used_at, ...read }): StoredWebAuthnDevice => ({
      ...read,
      credentialId: credential_id,
      publicKey: public_key,
      createdAt: created_at,
      lastUsedAt: last_used_at,
    }),
  );

const columns = "id, name, credential_id, public_key, counter, transports, aaguid, created_at, last_used_at";

export function createWebAuthnStore(connection: Connection, owned: OwnedWrites, clock: Clock): WebAuthnStore {
  const select = connection.all(
    `SELECT ${columns} FROM webauthn_devices WHERE realm = ? AND username_key = ? ORDER BY sequence`,
    row,
  );
  const count = connection.first(
    "SELECT count(*) AS count FROM webauthn_devices WHERE realm = ? AND username_key = ?",
    countRow,
  );
  const selectOwner = connection.first(
    `SELECT username FROM webauthn_devices JOIN users USING (realm, username_key)
     WHERE webauthn_devices.realm = ? AND credential_id = ?`,
    z.object({ username: z.string() }).transform(({ username }) => username),
  );
  const insert = connection.write(
    `INSERT INTO webauthn_devices (realm, username_key, ${columns})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  // An authenticator that does not count always says 0.
  const use = connection.write(
    `UPDATE webauthn_devices SET counter = ?1, last_used_at = ?2
     WHERE realm = ?3 AND username_key = ?4 AND credential_id = ?5 AND (counter < ?1 OR (counter = 0 AND ?1 = 0))`,
  );
  const rename = connection.write(
    "UPDATE webauthn_devices SET name = ? WHERE realm = ? AND username_key = ? AND id = ?",
  );
  const remove = connection.write("DELETE FROM webauthn_devices WHERE realm = ? AND username_key = ? AND id = ?");
  // Codes that replace a device are worth nothing without one.
  const removeCodes = connection.write(
    `DELETE FROM recovery_codes WHERE realm = ?1 AND username_key = ?2 AND kind = 'WEB_AUTHN'
     AND NOT EXISTS (SELECT 1 FROM webauthn_devices WHERE realm = ?1 AND username_key = ?2)`,
  );

  return {
    list: (realm, username) => select(realm, usernameKey(username)),
    add(realm, username, device, most) {
      return owned.write(realm, username, (key) => {
        if (selectOwner(realm, device.credentialId) !== null) return "exists";
        if ((count(realm, key) ?? 0) >= most) return "too-many";
        insert(
          realm,
          key,
          device.id,
          device.name,
          device.credentialId,
          device.publicKey,
          device.counter,
          JSON.stringify(device.transports),
          device.aaguid,
          device.createdAt,
          device.lastUsedAt,
        );
        return "added";
      });
    },
    owner: (realm, credentialId) => selectOwner(realm, credentialId),
    use: (realm, username, credentialId, counter) =>
      owned.touch(username, (key) => use(counter, clock.now(), realm, key, credentialId) === 1),
    rename: (realm, username, id, name) => owned.touch(username, (key) => rename(name, realm, key, id) === 1),
    remove: (realm, username, id) =>
      owned.touch(username, (key) => {
        const isRemoved = remove(realm, key, id) === 1;
        removeCodes(realm, key);
        return isRemoved;
      }),
  };
}
