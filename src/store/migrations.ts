import { z } from "zod";
import type { Connection } from "./connection.ts";
import { storeErrors } from "./errors.ts";
import { firstTables } from "./migrations/first-tables.ts";
import { addIdentityStore } from "./migrations/identity-store.ts";
import { addSentCodes } from "./migrations/sent-codes.ts";
import { groupTraces } from "./migrations/traces-by-request.ts";
import { addWebhookCalls } from "./migrations/webhook-calls.ts";

/** Each entry leads from one schema version to the next. Entries are only ever added, never changed. */
const migrations: readonly ((connection: Connection) => void)[] = [
  (connection) => connection.execute(firstTables),
  addIdentityStore,
  (connection) => connection.execute(addWebhookCalls),
  (connection) => connection.execute(addSentCodes),
  (connection) => connection.execute(groupTraces),
];

const versionRow = z.object({ user_version: z.number() });

/**
 * Brings the schema to this program's version, all or nothing; a read-only connection must find it there already.
 *
 * @throws {store.wrong-schema} when the database was written by a newer program
 */
export function migrate(connection: Connection): void {
  const readVersion = connection.first("PRAGMA user_version", versionRow);
  const current = (): number => readVersion()?.user_version ?? 0;
  if (current() === migrations.length) return;
  if (connection.readonly || current() > migrations.length) {
    const detail = `the database has schema version ${current()}, this program knows ${migrations.length}`;
    throw storeErrors.error("store.wrong-schema", { detail });
  }
  connection.transaction(() => {
    // Read again: another process may have migrated while this one waited for the lock.
    for (const apply of migrations.slice(current())) apply(connection);
    connection.execute(`PRAGMA user_version = ${migrations.length}`);
  }, "power");
}
