import { z } from "zod";
import { blob, jsonColumn } from "../columns.ts";
import type { Connection } from "../connection.ts";
import { usernameKey, valueKey } from "../username-key.ts";

/** Schema version 2: all that journeys keep about people, and sessions by user. */
const tables = `
  ALTER TABLE users ADD COLUMN skip_mfa INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE user_attributes (
    realm TEXT NOT NULL,
    name TEXT NOT NULL,
    value_key TEXT NOT NULL,
    username_key TEXT NOT NULL,
    PRIMARY KEY (realm, name, value_key, username_key),
    FOREIGN KEY (realm, username_key) REFERENCES users ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX user_attributes_by_user ON user_attributes (realm, username_key);

  CREATE TABLE password_history (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    realm TEXT NOT NULL,
    username_key TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    FOREIGN KEY (realm, username_key) REFERENCES users ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX password_history_by_user ON password_history (realm, username_key, sequence);

  CREATE TABLE user_failures (
    realm TEXT NOT NULL,
    username_key TEXT NOT NULL,
    passwords INTEGER NOT NULL DEFAULT 0,
    last_password_at INTEGER NOT NULL DEFAULT 0,
    locked_until INTEGER,
    codes INTEGER NOT NULL DEFAULT 0,
    codes_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (realm, username_key),
    FOREIGN KEY (realm, username_key) REFERENCES users ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE code_generators (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    realm TEXT NOT NULL,
    username_key TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    sealed_secret BLOB NOT NULL,
    algorithm TEXT NOT NULL,
    digits INTEGER NOT NULL,
    period INTEGER NOT NULL,
    last_step INTEGER NOT NULL,
    resync_step INTEGER,
    resync_until INTEGER,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    UNIQUE (realm, username_key, id),
    FOREIGN KEY (realm, username_key) REFERENCES users ON DELETE CASCADE
  ) STRICT;
  INSERT INTO code_generators
    (realm, username_key, id, name, kind, sealed_secret, algorithm, digits, period, last_step, created_at)
    SELECT realm, username_key, 'seed', 'Authenticator', 'TOTP', sealed_secret, algorithm, digits, period, last_step,
      unixepoch() * 1000
    FROM oath_devices;
  DROP TABLE oath_devices;
  ALTER TABLE code_generators RENAME TO oath_devices;

  CREATE TABLE webauthn_devices (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    realm TEXT NOT NULL,
    username_key TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    credential_id TEXT NOT NULL,
    public_key BLOB NOT NULL,
    counter INTEGER NOT NULL,
    transports TEXT NOT NULL,
    aaguid TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    UNIQUE (realm, username_key, id),
    UNIQUE (realm, credential_id),
    FOREIGN KEY (realm, username_key) REFERENCES users ON DELETE CASCADE
  ) STRICT;

  CREATE TABLE recovery_codes (
    realm TEXT NOT NULL,
    username_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (realm, username_key, kind, hash),
    FOREIGN KEY (realm, username_key) REFERENCES users ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE device_profiles (
    realm TEXT NOT NULL,
    username_key TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    profile TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (realm, username_key, id),
    FOREIGN KEY (realm, username_key) REFERENCES users ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE security_answers (
    realm TEXT NOT NULL,
    username_key TEXT NOT NULL,
    question TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (realm, username_key, question),
    FOREIGN KEY (realm, username_key) REFERENCES users ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;

  ALTER TABLE sessions ADD COLUMN username_key TEXT NOT NULL DEFAULT '';
  CREATE INDEX sessions_by_user ON sessions (realm, username_key, created_at);`;

const sessionRow = z.object({ token_hash: blob, username: z.string() });
const attributesRow = z.object({
  realm: z.string(),
  username_key: z.string(),
  attributes: jsonColumn(z.record(z.string(), z.array(z.string()))),
});

export function addIdentityStore(connection: Connection): void {
  connection.execute(tables);
  const setKey = connection.write("UPDATE sessions SET username_key = ? WHERE token_hash = ?");
  for (const { token_hash, username } of connection.all("SELECT token_hash, username FROM sessions", sessionRow)()) {
    setKey(usernameKey(username), token_hash);
  }
  const addValue = connection.write(
    "INSERT OR IGNORE INTO user_attributes (realm, name, value_key, username_key) VALUES (?, ?, ?, ?)",
  );
  const users = connection.all("SELECT realm, username_key, attributes FROM users", attributesRow)();
  for (const { realm, username_key, attributes } of users) {
    for (const [name, values] of Object.entries(attributes)) {
      for (const value of values) addValue(realm, name, valueKey(value), username_key);
    }
  }
}
