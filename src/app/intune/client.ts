import { systemClock } from "../../core/clock.ts";
import { silentLogger } from "../../core/log.ts";
import { systemRandom } from "../../core/random.ts";
import { createComplianceClient, createMicrosoftDispatcher, type IntuneClient } from "../../microsoft/index.ts";
import type { Deployment } from "../deployment/load.ts";
import { dispatcherOptions } from "../deployment/microsoft-client.ts";

/**
 * An Intune client that reaches Microsoft as the deployment's server does, and reuses no answer. Closing it closes its
 * connections.
 */
export async function openIntuneClient(deployment: Deployment): Promise<IntuneClient> {
  const dispatcher = createMicrosoftDispatcher(await dispatcherOptions(deployment));
  const context = { clock: systemClock, random: systemRandom, log: silentLogger };
  const client = createComplianceClient({ ...context, dispatcher });
  return {
    ...client,
    async close() {
      await client.close();
      await dispatcher.close();
    },
  };
}
