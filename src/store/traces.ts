import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import { jsonColumn } from "./columns.ts";
import type { Connection } from "./connection.ts";
import type { TraceStore } from "./ports.ts";

const row = z.object({ events: jsonColumn(z.array(z.json())) }).transform((read) => read.events);

export function createTraceStore(connection: Connection, clock: Clock): TraceStore {
  const insert = connection.write("INSERT INTO traces (transaction_id, at, events) VALUES (?, ?, ?)");
  const select = connection.all("SELECT events FROM traces WHERE transaction_id = ? ORDER BY sequence", row);
  const removeOld = connection.write("DELETE FROM traces WHERE at < ?");
  const removeBeyond = connection.write(
    "DELETE FROM traces WHERE sequence <= (SELECT sequence FROM traces ORDER BY sequence DESC LIMIT 1 OFFSET ?)",
  );

  return {
    append(records) {
      if (records.length === 0) return;
      connection.transaction(() => {
        for (const { transactionId, at, events } of records) insert(transactionId, at, JSON.stringify(events));
      });
    },
    read: (transactionId) => select(transactionId).flat(),
    prune: ({ maxAgeMs, maxCount }) =>
      connection.transaction(() => removeOld(clock.now() - maxAgeMs) + removeBeyond(maxCount)),
  };
}
