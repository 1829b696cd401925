import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ChangeRecord, ConfigurationKind } from "../../am/index.ts";
import type { Clock } from "../../core/clock.ts";
import { appendDurably } from "../../core/durable-file.ts";
import type { Logger } from "../../core/log.ts";

/** One change of the configuration: who, what, revision. */
export interface AuditEntry {
  readonly by: ChangeRecord["by"];
  readonly realm: string;
  readonly action: "put" | "delete";
  readonly what: ConfigurationKind;
  readonly id: string;
  readonly revision: string;
}

export type Audit = (entry: AuditEntry) => Promise<void>;

/** Writes to the log and, a JSON line each, to `audit.log` in the state directory. It is on the disk when this returns. */
export function createAudit(state: string, { clock, log }: { clock: Clock; log: Logger }): Audit {
  return async (entry) => {
    await mkdir(state, { recursive: true, mode: 0o700 });
    const line = JSON.stringify({ time: new Date(clock.now()).toISOString(), ...entry });
    await appendDurably(join(state, "audit.log"), `${line}\n`);
    log.info(entry, "an administrator changes the configuration");
  };
}
