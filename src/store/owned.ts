import { oneRow } from "./columns.ts";
import type { Connection } from "./connection.ts";
import { storeErrors } from "./errors.ts";
import { usernameKey } from "./username-key.ts";

/** A write for a user: in one transaction, on the disk when it returns. */
export interface OwnedWrites {
  /** @throws {store.unknown-user} when there is no such user */
  write<Result>(realm: string, username: string, work: (key: string) => Result): Result;
  /** The same, where a user who does not exist simply owns nothing. */
  touch<Result>(username: string, work: (key: string) => Result): Result;
}

export function createOwnedWrites(connection: Connection): OwnedWrites {
  const exists = connection.first("SELECT 1 AS one FROM users WHERE realm = ? AND username_key = ?", oneRow);
  return {
    write(realm, username, work) {
      const key = usernameKey(username);
      return connection.transaction(() => {
        if (exists(realm, key) === null) throw storeErrors.error("store.unknown-user");
        return work(key);
      }, "power");
    },
    touch(username, work) {
      const key = usernameKey(username);
      return connection.transaction(() => work(key), "power");
    },
  };
}
