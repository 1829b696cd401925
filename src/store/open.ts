import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import type { Clock } from "../core/clock.ts";
import type { Random } from "../core/random.ts";
import { createSealer } from "../core/sealing.ts";
import type { Secret } from "../core/secret.ts";
import { type Connection, connect } from "./connection.ts";
import { storeErrors } from "./errors.ts";
import { createExecutionStore } from "./executions.ts";
import { createGroupCommit } from "./group-commit.ts";
import { migrate } from "./migrations.ts";
import type { Store } from "./ports.ts";
import { createSessionStore } from "./sessions.ts";
import { createTraceStore } from "./traces.ts";
import { createUserStore } from "./users.ts";
import { createWebhookCallStore } from "./webhook-calls.ts";

export interface StoreLimits {
  /** Open executions; default 100 000. */
  readonly executions?: number;
  /** Bytes of one sealed execution; default 1 MiB. */
  readonly sealedBytes?: number;
  /** Open sessions; default 1 000 000. */
  readonly sessions?: number;
  /** How long a write waits for another process before `store.busy`, in milliseconds; default 2000. */
  readonly lockWaitMs?: number;
}

export interface StoreOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  readonly clock: Clock;
  readonly random: Random;
  /** 256 bits in base64url; encrypts the secrets of one-time-code generators at rest. */
  readonly sealingKey: Secret;
  /** Read an existing database of this version, and change nothing. */
  readonly readonly?: boolean;
  readonly limits?: StoreLimits;
}

/**
 * Opens the embedded store (SQLite in WAL mode), and creates or migrates it first. The file is readable by its owner only.
 *
 * @throws {store.cannot-open} when the file cannot be made or read, or is no database
 * @throws {store.wrong-schema} when a newer program wrote it, or when it is read-only and older
 * @throws {core.sealing-key-invalid}
 */
export function openStore(options: StoreOptions): Store {
  const { path, clock, random, sealingKey, readonly = false } = options;
  const { executions = 100_000, sealedBytes = 1 << 20, sessions = 1_000_000, lockWaitMs = 2000 } = options.limits ?? {};
  const sealer = createSealer(sealingKey, random);
  const connection = openFile(path, readonly, lockWaitMs);
  try {
    migrate(connection);
    return {
      executions: createExecutionStore(connection, clock, { executions, sealedBytes }),
      sessions: createSessionStore(connection, clock, { sessions }),
      webhookCalls: createWebhookCallStore(connection),
      users: createUserStore(connection, sealer, clock),
      traces: createTraceStore(connection, clock),
      together: createGroupCommit(connection),
      close: connection.close,
    };
  } catch (thrown) {
    connection.close();
    throw thrown;
  }
}

function openFile(path: string, readonly: boolean, lockWaitMs: number): Connection {
  try {
    if (path !== ":memory:") protect(path, readonly);
    return connect({ path, readonly, lockWaitMs });
  } catch (cause) {
    throw storeErrors.error("store.cannot-open", { detail: path, cause });
  }
}

/** SQLite gives its side files (-wal, -shm) the mode of the database, so the database must have it from the start. */
function protect(path: string, readonly: boolean): void {
  if (readonly) {
    closeSync(openSync(path, "r"));
    return;
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, "a", 0o600));
  chmodSync(path, 0o600);
}
