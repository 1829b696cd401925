import { join } from "node:path";
import { systemClock } from "../core/clock.ts";
import { systemRandom } from "../core/random.ts";
import { Secret } from "../core/secret.ts";
import { type TraceEvent, unpackEvents } from "../journey/index.ts";
import { openStore } from "../store/index.ts";
import { loadDeployment } from "./deployment/load.ts";
import { newKey } from "./keys.ts";
import type { Host } from "./run.ts";

export type { TraceEvent } from "../journey/index.ts";

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
    return unpackEvents(transactionId, store.traces.read(transactionId));
  } finally {
    store.close();
  }
}
