import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import { oneRow } from "./columns.ts";
import type { Connection } from "./connection.ts";
import type { CodeKind, CodeLimit, FailureStore } from "./user-ports.ts";
import { usernameKey } from "./username-key.ts";

const row = z.object({
  passwords: z.number(),
  last_password_at: z.number(),
  locked_until: z.number().nullable(),
  codes: z.number(),
  codes_until: z.number(),
  sent_codes: z.number(),
  sent_codes_until: z.number(),
});

const none: z.output<typeof row> = {
  ...{ passwords: 0, last_password_at: 0, locked_until: null },
  ...{ codes: 0, codes_until: 0, sent_codes: 0, sent_codes_until: 0 },
};

const columns = { generated: "codes", sent: "sent_codes" } as const;

/**
 * Times are of the wall clock, as they must outlast the process. Counting survives kill -9, but not a power cut: waiting for
 * the disk at every failed attempt would be a gift to whoever sends many.
 */
export function createFailureStore(connection: Connection, clock: Clock): FailureStore {
  const select = connection.first("SELECT * FROM user_failures WHERE realm = ? AND username_key = ?", row);
  // Only for users who exist: names are free to invent.
  const ensure = connection.write(
    `INSERT INTO user_failures (realm, username_key)
     SELECT realm, username_key FROM users WHERE realm = ? AND username_key = ? ON CONFLICT DO NOTHING`,
  );
  const setPasswords = connection.write(
    `UPDATE user_failures SET passwords = ?, last_password_at = ?, locked_until = ?
     WHERE realm = ? AND username_key = ?`,
  );
  const setCodes = (kind: CodeKind) =>
    connection.write(
      `UPDATE user_failures SET ${columns[kind]} = ?, ${columns[kind]}_until = ? WHERE realm = ? AND username_key = ?`,
    );
  const write = { generated: setCodes("generated"), sent: setCodes("sent") };
  // Most logins ask whether there is anything to forget, and there is not.
  const hasPasswords = connection.first(
    `SELECT 1 AS one FROM user_failures
     WHERE realm = ? AND username_key = ? AND (passwords <> 0 OR locked_until IS NOT NULL)`,
    oneRow,
  );

  return {
    passwordFailed(realm, username, { failures, milliseconds }) {
      const key = usernameKey(username);
      return connection.transaction(() => {
        const now = clock.now();
        ensure(realm, key);
        const { passwords, last_password_at, locked_until } = select(realm, key) ?? none;
        if (locked_until !== null && locked_until > now) return locked_until;
        const isOld = locked_until !== null || last_password_at + milliseconds <= now;
        const counted = (isOld ? 0 : passwords) + 1;
        const until = counted >= failures ? now + milliseconds : null;
        const written = setPasswords(counted, now, until, realm, key);
        return written === 1 ? until : null;
      });
    },
    clearPasswords(realm, username) {
      const key = usernameKey(username);
      if (hasPasswords(realm, key) === null) return;
      connection.transaction(() => setPasswords(0, 0, null, realm, key), "power");
    },
    codesFullUntil(realm, username, kind, limit) {
      const { codes, until } = codeWindow(select(realm, usernameKey(username)) ?? none, kind, limit, clock.now());
      return codes >= limit.points ? until : null;
    },
    takeCode(realm, username, kind, limit) {
      const key = usernameKey(username);
      return connection.transaction(() => {
        ensure(realm, key);
        const { codes, until } = codeWindow(select(realm, key) ?? none, kind, limit, clock.now());
        if (codes >= limit.points) return until;
        write[kind](codes + 1, until, realm, key);
        return null;
      });
    },
  };
}

/** The codes that count now, and until when they do. */
function codeWindow(
  counted: z.output<typeof row>,
  kind: CodeKind,
  { milliseconds }: CodeLimit,
  now: number,
): { readonly codes: number; readonly until: number } {
  const [codes, until] = [counted[columns[kind]], counted[`${columns[kind]}_until`]];
  // A clock that was set back must not make a window longer than it is.
  const isOver = until <= now || until > now + milliseconds;
  return isOver ? { codes: 0, until: now + milliseconds } : { codes, until };
}
