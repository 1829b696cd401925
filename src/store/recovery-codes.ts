import { countRow } from "./columns.ts";
import type { Connection } from "./connection.ts";
import type { OwnedWrites } from "./owned.ts";
import type { RecoveryCodeStore } from "./user-ports.ts";
import { usernameKey } from "./username-key.ts";

export function createRecoveryCodeStore(connection: Connection, owned: OwnedWrites): RecoveryCodeStore {
  const where = "WHERE realm = ? AND username_key = ? AND kind = ?";
  const insert = connection.write("INSERT INTO recovery_codes (realm, username_key, kind, hash) VALUES (?, ?, ?, ?)");
  const removeAll = connection.write(`DELETE FROM recovery_codes ${where}`);
  const removeOne = connection.write(`DELETE FROM recovery_codes ${where} AND hash = ?`);
  const count = connection.first(`SELECT count(*) AS count FROM recovery_codes ${where}`, countRow);

  return {
    replace(realm, username, kind, hashes) {
      owned.write(realm, username, (key) => {
        removeAll(realm, key, kind);
        for (const hash of hashes) insert(realm, key, kind, hash);
      });
    },
    consume: (realm, username, kind, hash) => owned.touch(username, (key) => removeOne(realm, key, kind, hash) === 1),
    count: (realm, username, kind) => count(realm, usernameKey(username), kind) ?? 0,
  };
}
