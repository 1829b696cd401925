import { z } from "zod";
import type { Sealer } from "../core/sealing.ts";
import { Secret } from "../core/secret.ts";
import { blob, countRow, flag, jsonColumn } from "./columns.ts";
import type { Connection } from "./connection.ts";
import { storeErrors } from "./errors.ts";
import type { OathDevice, UserRecord, UserStore } from "./ports.ts";
import { usernameKey } from "./username-key.ts";

const userRow = z
  .object({
    realm: z.string(),
    username: z.string(),
    password_hash: z.string().nullable(),
    active: flag,
    roles: jsonColumn(z.array(z.string())),
    attributes: jsonColumn(z.record(z.string(), z.array(z.string()))),
  })
  .transform(({ password_hash, ...user }): UserRecord => ({ ...user, passwordHash: password_hash }));

const oathRow = z.object({
  sealed_secret: blob,
  algorithm: z.enum(["HMAC_SHA1", "HMAC_SHA256", "HMAC_SHA512"]),
  digits: z.literal([6, 8]),
  period: z.int().positive(),
  last_step: z.int(),
});

/** Writes survive a power cut: a forgotten registration locks somebody out, a forgotten step lets a code in twice. */
export function createUserStore(connection: Connection, sealer: Sealer): UserStore {
  const select = connection.first("SELECT * FROM users WHERE realm = ? AND username_key = ?", userRow);
  const upsert = connection.write(
    `INSERT INTO users (realm, username_key, username, password_hash, active, roles, attributes)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (realm, username_key) DO UPDATE SET
       username = excluded.username, password_hash = excluded.password_hash, active = excluded.active,
       roles = excluded.roles, attributes = excluded.attributes`,
  );
  const updateHash = connection.write(
    "UPDATE users SET password_hash = ? WHERE realm = ? AND username_key = ? AND password_hash = ?",
  );
  const count = connection.first("SELECT count(*) AS count FROM users WHERE realm = ?", countRow);
  const selectOath = connection.first("SELECT * FROM oath_devices WHERE realm = ? AND username_key = ?", oathRow);
  const upsertOath = connection.write(
    `INSERT INTO oath_devices (realm, username_key, sealed_secret, algorithm, digits, period, last_step)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (realm, username_key) DO UPDATE SET
       sealed_secret = excluded.sealed_secret, algorithm = excluded.algorithm, digits = excluded.digits,
       period = excluded.period, last_step = excluded.last_step`,
  );
  const acceptStep = connection.write(
    "UPDATE oath_devices SET last_step = ?1 WHERE realm = ?2 AND username_key = ?3 AND last_step < ?1",
  );

  return {
    find: (realm, username) => select(realm, usernameKey(username)),
    upsert(user) {
      const { realm, username, passwordHash } = user;
      const roles = JSON.stringify(user.roles);
      const attributes = JSON.stringify(user.attributes);
      const values = [realm, usernameKey(username), username, passwordHash, user.active ? 1 : 0, roles, attributes];
      connection.transaction(() => upsert(...values), "power");
    },
    replacePasswordHash: (realm, username, expected, next) =>
      connection.transaction(() => updateHash(next, realm, usernameKey(username), expected) === 1, "power"),
    oathDevice(realm, username): OathDevice | null {
      const key = usernameKey(username);
      const found = selectOath(realm, key);
      if (found === null) return null;
      const secret = new Secret(sealer.open(found.sealed_secret, oathContext(realm, key)).toString());
      const { algorithm, digits, period, last_step } = found;
      return { secret, algorithm, digits, period, lastStep: last_step };
    },
    setOathDevice(realm, username, device) {
      const key = usernameKey(username);
      const sealed = sealer.seal(Buffer.from(device.secret.reveal()), oathContext(realm, key));
      connection.transaction(() => {
        if (select(realm, key) === null) throw storeErrors.error("store.unknown-user");
        upsertOath(realm, key, sealed, device.algorithm, device.digits, device.period, device.lastStep);
      }, "power");
    },
    acceptOathStep: (realm, username, step) =>
      connection.transaction(() => acceptStep(step, realm, usernameKey(username)) === 1, "power"),
    count: (realm) => count(realm) ?? 0,
  };
}

/** Ties a sealed secret to its user, so that rows cannot be exchanged. */
function oathContext(realm: string, key: string): string {
  return JSON.stringify(["oath", realm, key]);
}
