import { z } from "zod";
import { jsonColumn } from "./columns.ts";
import type { Connection } from "./connection.ts";
import type { WebhookCallStore } from "./session-ports.ts";

const row = z
  .object({
    id: z.number(),
    webhook: z.string(),
    realm: z.string(),
    username: z.string(),
    universal_id: z.string(),
    properties: jsonColumn(z.record(z.string(), z.string())),
    attempts: z.number(),
  })
  .transform(({ universal_id: universalId, ...read }) => ({ ...read, universalId }));

/** The calls that {@link addWebhookCalls}' trigger writes down. */
export function createWebhookCallStore(connection: Connection): WebhookCallStore {
  const selectDue = connection.all("SELECT * FROM webhook_calls WHERE due_at <= ? ORDER BY due_at, id LIMIT ?", row);
  const postpone = connection.write("UPDATE webhook_calls SET attempts = attempts + 1, due_at = ? WHERE id = ?");
  const remove = connection.write("DELETE FROM webhook_calls WHERE id = ?");
  return {
    due: (now, most) => selectDue(now, most),
    postpone(id, until) {
      connection.transaction(() => postpone(until, id));
    },
    remove(id) {
      connection.transaction(() => remove(id));
    },
  };
}
