import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import type { Sealer } from "../core/sealing.ts";
import { Secret } from "../core/secret.ts";
import { blob, countRow, oneRow } from "./columns.ts";
import type { Connection } from "./connection.ts";
import type { OwnedWrites } from "./owned.ts";
import type { OathStore, StoredOathDevice } from "./user-ports.ts";
import { usernameKey } from "./username-key.ts";

const row = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(["TOTP", "HOTP"]),
  sealed_secret: blob,
  algorithm: z.enum(["HMAC_SHA1", "HMAC_SHA256", "HMAC_SHA512"]),
  digits: z.literal([6, 8]),
  period: z.int().positive(),
  last_step: z.int(),
  resync_step: z.int().nullable(),
  resync_until: z.int().nullable(),
  created_at: z.number(),
  last_used_at: z.number().nullable(),
});

export function createOathStore(connection: Connection, owned: OwnedWrites, sealer: Sealer, clock: Clock): OathStore {
  const select = connection.all(
    "SELECT * FROM oath_devices WHERE realm = ? AND username_key = ? ORDER BY sequence",
    row,
  );
  const exists = connection.first(
    "SELECT 1 AS one FROM oath_devices WHERE realm = ? AND username_key = ? AND kind = ? LIMIT 1",
    oneRow,
  );
  const countOthers = connection.first(
    "SELECT count(*) AS count FROM oath_devices WHERE realm = ? AND username_key = ? AND id <> ?",
    countRow,
  );
  const upsert = connection.write(
    `INSERT INTO oath_devices (realm, username_key, id, name, kind, sealed_secret, algorithm, digits, period, last_step,
       resync_step, resync_until, created_at, last_used_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (realm, username_key, id) DO UPDATE SET
       name = excluded.name, kind = excluded.kind, sealed_secret = excluded.sealed_secret,
       algorithm = excluded.algorithm, digits = excluded.digits, period = excluded.period,
       last_step = excluded.last_step, resync_step = excluded.resync_step, resync_until = excluded.resync_until`,
  );
  const remove = connection.write("DELETE FROM oath_devices WHERE realm = ? AND username_key = ? AND id = ?");
  // Codes that replace a device are worth nothing without one.
  const removeCodes = connection.write(
    `DELETE FROM recovery_codes WHERE realm = ?1 AND username_key = ?2 AND kind = 'OATH'
     AND NOT EXISTS (SELECT 1 FROM oath_devices WHERE realm = ?1 AND username_key = ?2)`,
  );
  const accept = connection.write(
    `UPDATE oath_devices SET last_step = ?1, resync_step = NULL, resync_until = NULL, last_used_at = ?2
     WHERE realm = ?3 AND username_key = ?4 AND id = ?5 AND last_step < ?1`,
  );
  const setResync = connection.write(
    `UPDATE oath_devices SET resync_step = ?, resync_until = ? WHERE realm = ? AND username_key = ? AND id = ?`,
  );

  const open = (realm: string, key: string, read: z.output<typeof row>): StoredOathDevice => ({
    id: read.id,
    name: read.name,
    kind: read.kind,
    secret: new Secret(sealer.open(read.sealed_secret, context(realm, key)).toString()),
    algorithm: read.algorithm,
    digits: read.digits,
    period: read.period,
    lastStep: read.last_step,
    resync:
      read.resync_step === null || read.resync_until === null
        ? null
        : { step: read.resync_step, until: read.resync_until },
    createdAt: read.created_at,
    lastUsedAt: read.last_used_at,
  });

  return {
    list(realm, username) {
      const key = usernameKey(username);
      return select(realm, key).map((read) => open(realm, key, read));
    },
    has: (realm, username, kind) => exists(realm, usernameKey(username), kind) !== null,
    put(realm, username, device, most) {
      return owned.write(realm, username, (key) => {
        if ((countOthers(realm, key, device.id) ?? 0) >= most) return false;
        upsert(
          realm,
          key,
          device.id,
          device.name,
          device.kind,
          sealer.seal(Buffer.from(device.secret.reveal()), context(realm, key)),
          device.algorithm,
          device.digits,
          device.period,
          device.lastStep,
          device.resync?.step ?? null,
          device.resync?.until ?? null,
          device.createdAt,
          device.lastUsedAt,
        );
        return true;
      });
    },
    remove: (realm, username, id) =>
      owned.touch(username, (key) => {
        const isRemoved = remove(realm, key, id) === 1;
        removeCodes(realm, key);
        return isRemoved;
      }),
    acceptStep: (realm, username, id, step) =>
      owned.touch(username, (key) => accept(step, clock.now(), realm, key, id) === 1),
    setResync(realm, username, id, { step, until }) {
      owned.touch(username, (key) => setResync(step, until, realm, key, id));
    },
  };
}

/** Ties a sealed secret to its user, so that rows cannot be exchanged. */
function context(realm: string, key: string): string {
  return JSON.stringify(["oath", realm, key]);
}
