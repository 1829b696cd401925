import Database from "libsql";
import type { z } from "zod";
import { errorCode, SallyportError } from "../core/errors.ts";
import { storeErrors } from "./errors.ts";

/**
 * The only file that talks to libsql, which differs from better-sqlite3 in ways that could lose or mix up data (all seen
 * with 0.5.29; connection.test.ts holds the cases):
 * - A prepared write outside a transaction that ends in SQLITE_BUSY stays unfinished, and later commits of the connection
 *   then fail. So a write runs only in a transaction, and `BEGIN IMMEDIATE` through `exec`, which always finishes, has
 *   taken the lock before.
 * - `get` after `all` on the same statement answers the row of the earlier call. So a statement is used in one way only.
 * - `readonly` is ignored; statements go on working after `close`.
 * - `all` answers a blob as an ArrayBuffer, `get` as a Buffer. So columns.ts takes both.
 */
export interface Connection {
  readonly readonly: boolean;
  execute(sql: string): void;
  /** A statement that changes rows; it answers how many. It runs only inside {@link Connection.transaction}. */
  write(sql: string): (...values: readonly Value[]) => number;
  /** A query of at most one row, checked with `schema`. */
  first<Schema extends z.ZodType>(
    sql: string,
    schema: Schema,
  ): (...values: readonly Value[]) => z.output<Schema> | null;
  /** A query of rows, each checked with `schema`. */
  all<Schema extends z.ZodType>(sql: string, schema: Schema): (...values: readonly Value[]) => z.output<Schema>[];
  /**
   * Runs `work` in one transaction and commits it. What it wrote survives the death of the process, and with `power` also
   * a power cut: it is on the disk when this returns. Within another one it is a part of that one.
   */
  transaction<Result>(work: () => Result, survives?: Durability): Result;
  close(): void;
}

export type Value = string | number | Buffer | null;
export type Durability = "process" | "power";

export interface ConnectionOptions {
  readonly path: string;
  readonly readonly: boolean;
  /** How long a write may wait for another process, in milliseconds. The whole process waits with it. */
  readonly lockWaitMs: number;
}

export function connect(options: ConnectionOptions): Connection {
  const database = new Database(options.path, { timeout: options.lockWaitMs });
  let open = true;
  // Asking the database takes as long as writing a short row.
  let within = false;

  const guarded = <Result>(work: () => Result): Result => {
    if (!open) throw storeErrors.error("store.failed", { detail: "used after close" });
    try {
      return work();
    } catch (thrown) {
      throw translate(thrown);
    }
  };
  const execute = (sql: string): void => guarded(() => void database.exec(sql));
  const commit = <Result>(work: () => Result): Result => {
    database.exec("BEGIN IMMEDIATE");
    within = true;
    try {
      const result = work();
      database.exec("COMMIT");
      return result;
    } catch (thrown) {
      // On a full disk SQLite has already rolled back by itself.
      if (database.inTransaction) database.exec("ROLLBACK");
      throw thrown;
    } finally {
      within = false;
    }
  };

  try {
    execute("PRAGMA foreign_keys = ON");
    execute(options.readonly ? "PRAGMA query_only = ON" : "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    // A file that is no database shows at the first read.
    execute("SELECT 1 FROM sqlite_schema");
  } catch (thrown) {
    database.close();
    throw thrown;
  }
  return {
    readonly: options.readonly,
    execute,
    write(sql) {
      const statement = guarded(() => database.prepare(sql));
      return (...values) =>
        guarded(() => {
          if (!within) throw storeErrors.error("store.failed", { detail: "write outside a transaction" });
          try {
            return statement.run([...values]).changes;
          } catch (thrown) {
            // Some errors end the transaction; whoever catches this one must not go on writing outside.
            within = database.inTransaction;
            throw thrown;
          }
        });
    },
    first(sql, schema) {
      const statement = guarded(() => database.prepare(sql));
      return (...values) => {
        const row = guarded(() => statement.get([...values]));
        return row === undefined ? null : checkRow(schema, row);
      };
    },
    all(sql, schema) {
      const statement = guarded(() => database.prepare(sql));
      return (...values) => guarded(() => statement.all([...values])).map((row) => checkRow(schema, row));
    },
    transaction(work, survives = "process") {
      return guarded(() => {
        // The outer one commits; it promises no more than to survive the process.
        if (within && survives === "process") return work();
        if (survives === "process") return commit(work);
        database.exec("PRAGMA synchronous = FULL");
        try {
          return commit(work);
        } finally {
          database.exec("PRAGMA synchronous = NORMAL");
        }
      });
    },
    close() {
      if (!open) return;
      if (!options.readonly) execute("PRAGMA wal_checkpoint(TRUNCATE)");
      open = false;
      database.close();
    },
  };
}

function checkRow<Schema extends z.ZodType>(schema: Schema, row: unknown): z.output<Schema> {
  const result = schema.safeParse(row);
  if (result.success) return result.data;
  const places = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.code}`);
  throw storeErrors.error("store.corrupt", { detail: places.join(", ") });
}

function translate(thrown: unknown): SallyportError {
  if (thrown instanceof SallyportError) return thrown;
  const busy = errorCode(thrown)?.startsWith("SQLITE_BUSY") === true;
  return busy
    ? storeErrors.error("store.busy", { retryAfter: 1, cause: thrown })
    : storeErrors.error("store.failed", { cause: thrown });
}
