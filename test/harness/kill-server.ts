import type { Client } from "./client.ts";
import type { OwnDeployment } from "./deployment.ts";
import { eventually, killPart, partsOf } from "./sallyport.ts";

/** kill -9 of a deployment's server, at once, and waits until the one that its supervisor starts instead answers `on`. */
export async function killServer({ process: supervisor }: OwnDeployment, on: Client): Promise<void> {
  const killed = killPart(supervisor.pid, "server");
  await eventually("the server's return", async () => {
    const { server: now } = partsOf(supervisor.pid);
    if (now === undefined || now === killed) return false;
    const { status } = await on.call("GET", "/am/json/serverinfo/*").catch(() => ({ status: 0 }));
    return status === 200;
  });
}
