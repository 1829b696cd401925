import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import type { Sealer } from "../core/sealing.ts";
import { countRow } from "./columns.ts";
import type { Connection } from "./connection.ts";
import { createDeviceProfileStore } from "./device-profiles.ts";
import { createFailureStore } from "./failures.ts";
import { createOathStore } from "./oath-devices.ts";
import { createOwnedWrites } from "./owned.ts";
import { createRecoveryCodeStore } from "./recovery-codes.ts";
import { createSecurityAnswerStore } from "./security-answers.ts";
import type { ChangeableUser, UserRecord, UserStore } from "./user-ports.ts";
import { userColumns, userRow, usersWithLockout } from "./user-row.ts";
import { usernameKey, valueKey } from "./username-key.ts";
import { createWebAuthnStore } from "./webauthn-devices.ts";

const hashRow = z.object({ password_hash: z.string().nullable() }).transform((row) => row.password_hash);

/** Writes survive a power cut: a forgotten registration locks somebody out, a forgotten step lets a code in twice. */
export function createUserStore(connection: Connection, sealer: Sealer, clock: Clock): UserStore {
  const select = connection.first(
    `SELECT ${userColumns} FROM ${usersWithLockout} WHERE users.realm = ? AND users.username_key = ?`,
    userRow,
  );
  const selectPage = connection.all(
    `SELECT ${userColumns} FROM ${usersWithLockout}
     WHERE users.realm = ? AND users.username_key > ? ORDER BY users.username_key LIMIT ?`,
    userRow,
  );
  const selectByValue = connection.all(
    `SELECT ${userColumns} FROM ${usersWithLockout} JOIN user_attributes USING (realm, username_key)
     WHERE user_attributes.realm = ? AND name = ? AND value_key = ? ORDER BY username_key LIMIT ?`,
    userRow,
  );
  const insert = connection.write(
    `INSERT INTO users (realm, username_key, username, password_hash, active, roles, attributes)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const upsert = connection.write(
    `INSERT INTO users (realm, username_key, username, password_hash, active, roles, attributes)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (realm, username_key) DO UPDATE SET
       username = excluded.username, password_hash = excluded.password_hash, active = excluded.active,
       roles = excluded.roles, attributes = excluded.attributes`,
  );
  const update = connection.write(
    "UPDATE users SET active = ?, roles = ?, attributes = ?, skip_mfa = ? WHERE realm = ? AND username_key = ?",
  );
  const updateHash = connection.write(
    "UPDATE users SET password_hash = ? WHERE realm = ? AND username_key = ? AND password_hash = ?",
  );
  const setHash = connection.write("UPDATE users SET password_hash = ? WHERE realm = ? AND username_key = ?");
  const remove = connection.write("DELETE FROM users WHERE realm = ? AND username_key = ?");
  const removeSessions = connection.write("DELETE FROM sessions WHERE realm = ? AND username_key = ?");
  const count = connection.first("SELECT count(*) AS count FROM users WHERE realm = ?", countRow);
  const removeValues = connection.write("DELETE FROM user_attributes WHERE realm = ? AND username_key = ?");
  const insertValue = connection.write(
    "INSERT OR IGNORE INTO user_attributes (realm, name, value_key, username_key) VALUES (?, ?, ?, ?)",
  );
  const remember = connection.write(
    `INSERT INTO password_history (realm, username_key, password_hash)
     SELECT realm, username_key, password_hash FROM users
     WHERE realm = ? AND username_key = ? AND password_hash IS NOT NULL`,
  );
  const forget = connection.write(
    `DELETE FROM password_history WHERE realm = ?1 AND username_key = ?2 AND sequence <= (
       SELECT sequence FROM password_history WHERE realm = ?1 AND username_key = ?2
       ORDER BY sequence DESC LIMIT 1 OFFSET ?3)`,
  );
  const selectHash = connection.first("SELECT password_hash FROM users WHERE realm = ? AND username_key = ?", hashRow);
  const selectHistory = connection.all(
    "SELECT password_hash FROM password_history WHERE realm = ? AND username_key = ? ORDER BY sequence DESC",
    hashRow,
  );
  const unlock = connection.write(
    "UPDATE user_failures SET passwords = 0, locked_until = NULL WHERE realm = ? AND username_key = ?",
  );
  const owned = createOwnedWrites(connection);

  const index = (realm: string, key: string, attributes: UserRecord["attributes"]): void => {
    removeValues(realm, key);
    for (const [name, values] of Object.entries(attributes)) {
      for (const value of values) insertValue(realm, name, valueKey(value), key);
    }
  };
  const valuesOf = ({ realm, username, passwordHash, active, roles, attributes }: UserRecord) =>
    [
      realm,
      usernameKey(username),
      username,
      passwordHash,
      active ? 1 : 0,
      JSON.stringify(roles),
      JSON.stringify(attributes),
    ] as const;

  return {
    find: (realm, username) => select(realm, usernameKey(username)),
    insert(user) {
      const values = valuesOf(user);
      return connection.transaction(() => {
        if (insert(...values) === 0) return false;
        index(user.realm, values[1], user.attributes);
        return true;
      }, "power");
    },
    upsert(user) {
      const values = valuesOf(user);
      connection.transaction(() => {
        upsert(...values);
        index(user.realm, values[1], user.attributes);
        if (!user.active) removeSessions(user.realm, values[1]);
      }, "power");
    },
    change(realm, username, change) {
      return owned.touch(username, (key) => {
        const before = select(realm, key);
        if (before === null) return null;
        const { active, roles, attributes, skipMfa }: ChangeableUser = { ...before, ...change(before) };
        update(active ? 1 : 0, JSON.stringify(roles), JSON.stringify(attributes), skipMfa ? 1 : 0, realm, key);
        index(realm, key, attributes);
        if (!active) removeSessions(realm, key);
        return { ...before, active, roles, attributes, skipMfa };
      });
    },
    remove: (realm, username) =>
      owned.touch(username, (key) => {
        removeSessions(realm, key);
        return remove(realm, key) === 1;
      }),
    list: (realm, { after, limit }) => selectPage(realm, after === null ? "" : usernameKey(after), limit),
    search: (realm, attribute, value, limit) => selectByValue(realm, attribute, valueKey(value), limit),
    count: (realm) => count(realm) ?? 0,

    setPassword(realm, username, hash, keep) {
      owned.write(realm, username, (key) => {
        remember(realm, key);
        forget(realm, key, keep);
        setHash(hash, realm, key);
        unlock(realm, key);
      });
    },
    passwordHash: (realm, username) => selectHash(realm, usernameKey(username)),
    passwordHistory: (realm, username) =>
      selectHistory(realm, usernameKey(username)).flatMap((hash) => (hash === null ? [] : [hash])),
    replacePasswordHash: (realm, username, expected, next) =>
      owned.touch(username, (key) => updateHash(next, realm, key, expected) === 1),

    failures: createFailureStore(connection, clock),
    oath: createOathStore(connection, owned, sealer, clock),
    webauthn: createWebAuthnStore(connection, owned, clock),
    recoveryCodes: createRecoveryCodeStore(connection, owned),
    profiles: createDeviceProfileStore(connection, owned, clock),
    answers: createSecurityAnswerStore(connection, owned),
  };
}
