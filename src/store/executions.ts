import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import { blob, countRow } from "./columns.ts";
import type { Connection } from "./connection.ts";
import { storeErrors } from "./errors.ts";
import type { ExecutionStore } from "./ports.ts";
import { createRowCap } from "./row-cap.ts";

const row = z
  .object({ id: z.string(), step_hash: blob, expires_at: z.number(), sealed: blob })
  .transform((read) => ({ id: read.id, stepHash: read.step_hash, expiresAt: read.expires_at, sealed: read.sealed }));
const earliestRow = z.object({ earliest: z.number().nullable() });

export function createExecutionStore(
  connection: Connection,
  clock: Clock,
  limits: { executions: number; sealedBytes: number },
): ExecutionStore {
  const upsert = connection.write(
    `INSERT INTO executions (id, step_hash, expires_at, sealed) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET
       step_hash = excluded.step_hash, expires_at = excluded.expires_at, sealed = excluded.sealed`,
  );
  const select = connection.first(
    "SELECT id, step_hash, expires_at, sealed FROM executions WHERE id = ? AND expires_at > ?",
    row,
  );
  const removeStep = connection.write("DELETE FROM executions WHERE id = ? AND step_hash = ? AND expires_at > ?");
  const removeExpired = connection.write("DELETE FROM executions WHERE expires_at <= ?");
  const count = connection.first("SELECT count(*) AS count FROM executions", countRow);
  const earliest = connection.first("SELECT min(expires_at) AS earliest FROM executions", earliestRow);

  const hasRoom = createRowCap({
    cap: limits.executions,
    count: () => count() ?? 0,
    purge: () => removeExpired(clock.now()),
  });
  const secondsUntilRoom = (): number => {
    const next = earliest()?.earliest ?? clock.now();
    return Math.min(60, Math.max(1, Math.ceil((next - clock.now()) / 1000)));
  };

  return {
    put({ id, stepHash, expiresAt, sealed }) {
      if (sealed.length > limits.sealedBytes) {
        throw storeErrors.error("store.too-large", { detail: `${sealed.length} bytes, limit ${limits.sealedBytes}` });
      }
      connection.transaction(() => {
        if (!hasRoom()) throw storeErrors.error("store.executions-full", { retryAfter: secondsUntilRoom() });
        upsert(id, stepHash, expiresAt, sealed);
      });
    },
    read: (id) => select(id, clock.now()),
    take: (id, stepHash) => connection.transaction(() => removeStep(id, stepHash, clock.now()) === 1),
    purgeExpired: () => connection.transaction(() => removeExpired(clock.now())),
  };
}
