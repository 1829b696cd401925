/** Schema version 1. */
export const firstTables = `CREATE TABLE executions (
     id TEXT PRIMARY KEY,
     step_hash BLOB NOT NULL,
     expires_at INTEGER NOT NULL,
     sealed BLOB NOT NULL
   ) STRICT;
   CREATE INDEX executions_by_expiry ON executions (expires_at);

   CREATE TABLE sessions (
     token_hash BLOB PRIMARY KEY,
     handle TEXT NOT NULL UNIQUE,
     realm TEXT NOT NULL,
     username TEXT NOT NULL,
     universal_id TEXT NOT NULL,
     properties TEXT NOT NULL,
     certificate TEXT,
     created_at INTEGER NOT NULL,
     latest_access_at INTEGER NOT NULL,
     max_idle_ms INTEGER NOT NULL,
     max_session_ms INTEGER NOT NULL,
     expires_at INTEGER NOT NULL
       GENERATED ALWAYS AS (min(created_at + max_session_ms, latest_access_at + max_idle_ms)) VIRTUAL
   ) STRICT;
   CREATE INDEX sessions_by_expiry ON sessions (expires_at);

   CREATE TABLE users (
     realm TEXT NOT NULL,
     username_key TEXT NOT NULL,
     username TEXT NOT NULL,
     password_hash TEXT,
     active INTEGER NOT NULL,
     roles TEXT NOT NULL,
     attributes TEXT NOT NULL,
     PRIMARY KEY (realm, username_key)
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE oath_devices (
     realm TEXT NOT NULL,
     username_key TEXT NOT NULL,
     sealed_secret BLOB NOT NULL,
     algorithm TEXT NOT NULL,
     digits INTEGER NOT NULL,
     period INTEGER NOT NULL,
     last_step INTEGER NOT NULL,
     PRIMARY KEY (realm, username_key),
     FOREIGN KEY (realm, username_key) REFERENCES users ON DELETE CASCADE
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE traces (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT,
     transaction_id TEXT NOT NULL,
     at INTEGER NOT NULL,
     event TEXT NOT NULL
   ) STRICT;
   CREATE INDEX traces_by_transaction ON traces (transaction_id);
   CREATE INDEX traces_by_age ON traces (at);`;
