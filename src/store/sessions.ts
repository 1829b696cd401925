import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import { blob, countRow, jsonColumn } from "./columns.ts";
import type { Connection } from "./connection.ts";
import { storeErrors } from "./errors.ts";
import { createRowCap } from "./row-cap.ts";
import type { SessionQuota, SessionRecord, SessionStore } from "./session-ports.ts";
import { usernameKey } from "./username-key.ts";

/** Bytes of the properties of one session, as JSON. */
const maxPropertyBytes = 1 << 16;

const row = z
  .object({
    token_hash: blob,
    handle: z.string(),
    realm: z.string(),
    username: z.string(),
    universal_id: z.string(),
    properties: jsonColumn(z.record(z.string(), z.string())),
    certificate: z.string().nullable(),
    created_at: z.number(),
    latest_access_at: z.number(),
    max_idle_ms: z.number(),
    max_session_ms: z.number(),
    expires_at: z.number(),
  })
  .transform((read) => {
    const session: SessionRecord = {
      tokenHash: read.token_hash,
      handle: read.handle,
      realm: read.realm,
      username: read.username,
      universalId: read.universal_id,
      properties: read.properties,
      certificate: read.certificate,
      createdAt: read.created_at,
      latestAccessAt: read.latest_access_at,
      maxIdleMs: read.max_idle_ms,
      maxSessionMs: read.max_session_ms,
    };
    return { session, expiresAt: read.expires_at };
  });

export function createSessionStore(connection: Connection, clock: Clock, limits: { sessions: number }): SessionStore {
  const insert = connection.write(
    `INSERT INTO sessions (token_hash, handle, realm, username, username_key, universal_id, properties, certificate,
       created_at, latest_access_at, max_idle_ms, max_session_ms, logout_webhooks)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // expires_at is computed by the schema, so that reading and purging follow one rule.
  const select = connection.first("SELECT * FROM sessions WHERE token_hash = ?", row);
  const selectByHandle = connection.first("SELECT * FROM sessions WHERE handle = ?", row);
  const selectByUser = connection.all(
    "SELECT * FROM sessions WHERE realm = ? AND username_key = ? AND expires_at > ? ORDER BY created_at LIMIT 1000",
    row,
  );
  const setProperties = connection.write("UPDATE sessions SET properties = ? WHERE token_hash = ?");
  const removeByHandle = connection.write("DELETE FROM sessions WHERE handle = ?");
  const removeByUser = connection.write("DELETE FROM sessions WHERE realm = ? AND username_key = ?");
  const remove = connection.write("DELETE FROM sessions WHERE token_hash = ?");
  const removeIfExpired = connection.write("DELETE FROM sessions WHERE token_hash = ? AND expires_at <= ?");
  const removeExpired = connection.write("DELETE FROM sessions WHERE expires_at <= ?");
  const access = connection.write(
    "UPDATE sessions SET latest_access_at = max(latest_access_at, ?1) WHERE token_hash = ?2 AND expires_at > ?1",
  );
  const count = connection.first("SELECT count(*) AS count FROM sessions", countRow);
  const hasRoom = createRowCap({
    cap: limits.sessions,
    count: () => count() ?? 0,
    purge: () => removeExpired(clock.now()),
  });

  return {
    create(session, quota, logoutWebhooks = []) {
      const key = usernameKey(session.username);
      connection.transaction(() => {
        if (quota !== undefined) {
          for (const other of over(selectByUser(session.realm, key, clock.now()), quota))
            remove(other.session.tokenHash);
        }
        if (!hasRoom()) throw storeErrors.error("store.sessions-full", { retryAfter: 60 });
        insert(
          session.tokenHash,
          session.handle,
          session.realm,
          session.username,
          key,
          session.universalId,
          propertiesText(session.properties),
          session.certificate,
          session.createdAt,
          session.latestAccessAt,
          session.maxIdleMs,
          session.maxSessionMs,
          JSON.stringify(logoutWebhooks),
        );
      });
    },
    find(tokenHash) {
      const found = select(tokenHash);
      if (found === null) return null;
      if (found.expiresAt > clock.now()) return found.session;
      if (!connection.readonly) connection.transaction(() => removeIfExpired(tokenHash, clock.now()));
      return null;
    },
    findByHandle(handle) {
      const found = selectByHandle(handle);
      return found !== null && found.expiresAt > clock.now() ? found.session : null;
    },
    listByUser: (realm, username) =>
      selectByUser(realm, usernameKey(username), clock.now()).map(({ session }) => session),
    updateProperties(tokenHash, changes) {
      return connection.transaction(() => {
        const found = select(tokenHash);
        if (found === null || found.expiresAt <= clock.now()) return null;
        const merged = new Map<string, string | null>(Object.entries({ ...found.session.properties, ...changes }));
        const kept = [...merged].flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
        const properties = Object.fromEntries(kept);
        setProperties(propertiesText(properties), tokenHash);
        return properties;
      });
    },
    touch(tokenHash) {
      connection.transaction(() => access(clock.now(), tokenHash));
    },
    remove: (tokenHash) => connection.transaction(() => remove(tokenHash) === 1),
    removeByHandle: (handle) => connection.transaction(() => removeByHandle(handle) === 1),
    removeByUser: (realm, username) => connection.transaction(() => removeByUser(realm, usernameKey(username))),
    purgeExpired: () => connection.transaction(() => removeExpired(clock.now())),
  };
}

/** The sessions that must end so that one more may begin. @throws {store.session-quota} */
function over(
  open: readonly z.output<typeof row>[],
  { sessions, exceeded }: SessionQuota,
): readonly z.output<typeof row>[] {
  const excess = open.length + 1 - sessions;
  if (excess <= 0) return [];
  switch (exceeded) {
    case "refuse":
      throw storeErrors.error("store.session-quota");
    case "end-all":
      return open;
    case "end-oldest":
      return open.slice(0, excess);
    case "end-next-expiring":
      return [...open].sort((one, other) => one.expiresAt - other.expiresAt).slice(0, excess);
  }
}

function propertiesText(properties: Readonly<Record<string, string>>): string {
  const text = JSON.stringify(properties);
  if (Buffer.byteLength(text) <= maxPropertyBytes) return text;
  throw storeErrors.error("store.too-large", {
    detail: "session properties",
    message: "The session holds too much data.",
  });
}
