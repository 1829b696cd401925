import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import { jsonColumn } from "./columns.ts";
import type { Connection } from "./connection.ts";
import type { TraceStore } from "./ports.ts";

const row = z
  .object({ transaction_id: z.string(), at: z.number(), event: jsonColumn(z.json()) })
  .transform((read) => ({ transactionId: read.transaction_id, at: read.at, event: read.event }));

export function createTraceStore(connection: Connection, clock: Clock): TraceStore {
  const insert = connection.write("INSERT INTO traces (transaction_id, at, event) VALUES (?, ?, ?)");
  const select = connection.all(
    "SELECT transaction_id, at, event FROM traces WHERE transaction_id = ? ORDER BY sequence",
    row,
  );
  const removeOld = connection.write("DELETE FROM traces WHERE at < ?");
  const removeBeyond = connection.write(
    "DELETE FROM traces WHERE sequence <= (SELECT sequence FROM traces ORDER BY sequence DESC LIMIT 1 OFFSET ?)",
  );

  return {
    append(records) {
      if (records.length === 0) return;
      connection.transaction(() => {
        for (const { transactionId, at, event } of records) insert(transactionId, at, JSON.stringify(event));
      });
    },
    read: (transactionId) => select(transactionId),
    prune: ({ maxAgeMs, maxCount }) =>
      connection.transaction(() => removeOld(clock.now() - maxAgeMs) + removeBeyond(maxCount)),
  };
}
