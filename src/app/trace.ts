import { join } from "node:path";
import { z } from "zod";
import { systemClock } from "../core/clock.ts";
import { jsonSchema } from "../core/json-schema.ts";
import { systemRandom } from "../core/random.ts";
import { Secret } from "../core/secret.ts";
import type { TraceEvent } from "../journey/index.ts";
import { openStore } from "../store/index.ts";
import { loadDeployment } from "./deployment/load.ts";
import { newKey } from "./keys.ts";
import type { Host } from "./run.ts";

export type { TraceEvent } from "../journey/index.ts";

/** Events of another version may have less; what they have is shown. */
const traceEvent = z.object({
  transactionId: z.string(),
  at: z.number(),
  realm: z.string().default(""),
  journey: z.string().default(""),
  path: z.array(z.string()).default([]),
  nodeId: z.string().default(""),
  nodeType: z.string().default(""),
  displayName: z.string().default(""),
  outcome: z.string().nullable().default(null),
  leadsTo: z.enum(["success", "failure"]).nullable().default(null),
  reason: z.string().nullable().default(null),
  duration: z.number().default(0),
  changes: z
    .array(
      z.object({
        state: z.enum(["shared", "transient", "secure"]),
        key: z.string(),
        change: z.enum(["set", "removed"]),
        value: jsonSchema,
      }),
    )
    .default([]),
  logs: z.array(z.string()).default([]),
  error: z.string().nullable().default(null),
});

/**
 * The events of one execution, in order, from the store that the server of a deployment writes, whether it runs or not.
 * Empty when there is no such transaction, or none any more. Secrets were removed before anything was written.
 *
 * @throws {store.cannot-open}, {store.wrong-schema}
 */
export async function readTrace(host: Host, transactionId: string): Promise<readonly TraceEvent[]> {
  const { places } = await loadDeployment(host.directory, host);
  const store = openStore({
    path: join(places.state, "sallyport.db"),
    readonly: true,
    clock: systemClock,
    random: systemRandom,
    // Traces are not sealed, and nothing else is read here.
    sealingKey: new Secret(newKey(systemRandom)),
  });
  try {
    return store.traces.read(transactionId).map((event) => traceEvent.parse(event));
  } finally {
    store.close();
  }
}
