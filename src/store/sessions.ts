import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import { blob, countRow, jsonColumn } from "./columns.ts";
import type { Connection } from "./connection.ts";
import { storeErrors } from "./errors.ts";
import type { SessionRecord, SessionStore } from "./ports.ts";
import { createRowCap } from "./row-cap.ts";

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
    `INSERT INTO sessions (token_hash, handle, realm, username, universal_id, properties, certificate,
       created_at, latest_access_at, max_idle_ms, max_session_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // expires_at is computed by the schema, so that reading and purging follow one rule.
  const select = connection.first("SELECT * FROM sessions WHERE token_hash = ?", row);
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
    create(session) {
      connection.transaction(() => {
        if (!hasRoom()) throw storeErrors.error("store.sessions-full", { retryAfter: 60 });
        insert(
          session.tokenHash,
          session.handle,
          session.realm,
          session.username,
          session.universalId,
          JSON.stringify(session.properties),
          session.certificate,
          session.createdAt,
          session.latestAccessAt,
          session.maxIdleMs,
          session.maxSessionMs,
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
    touch(tokenHash) {
      connection.transaction(() => access(clock.now(), tokenHash));
    },
    remove: (tokenHash) => connection.transaction(() => remove(tokenHash) === 1),
    purgeExpired: () => connection.transaction(() => removeExpired(clock.now())),
  };
}
