import { z } from "zod";
import type { Connection } from "./connection.ts";
import type { OwnedWrites } from "./owned.ts";
import type { SecurityAnswerStore } from "./user-ports.ts";
import { usernameKey } from "./username-key.ts";

export function createSecurityAnswerStore(connection: Connection, owned: OwnedWrites): SecurityAnswerStore {
  const select = connection.all(
    "SELECT question, hash FROM security_answers WHERE realm = ? AND username_key = ? ORDER BY question",
    z.object({ question: z.string(), hash: z.string() }),
  );
  const removeAll = connection.write("DELETE FROM security_answers WHERE realm = ? AND username_key = ?");
  const insert = connection.write(
    "INSERT INTO security_answers (realm, username_key, question, hash) VALUES (?, ?, ?, ?)",
  );

  return {
    list: (realm, username) => select(realm, usernameKey(username)),
    replace(realm, username, answers) {
      owned.write(realm, username, (key) => {
        removeAll(realm, key);
        for (const [question, hash] of answers) insert(realm, key, question, hash);
      });
    },
  };
}
