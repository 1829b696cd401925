import { systemClock } from "../../core/clock.ts";
import { readConnections } from "../deployment/connections.ts";
import type { Deployment } from "../deployment/load.ts";
import type { Surroundings } from "./ask-node.ts";

/** What the deployment offers to its Intune nodes. @throws {app.connection-invalid} */
export async function surroundingsOf(deployment: Deployment): Promise<Surroundings> {
  const connections = await readConnections(deployment);
  return { cloud: deployment.settings.microsoft.cloud, connections, clock: systemClock };
}
