import { startGateway } from "../../gateway/index.ts";
import type { Deployment } from "../deployment/load.ts";
import { appErrors } from "../errors.ts";
import { gatewayOptions } from "./gateway-options.ts";
import type { PartContext, RunningPart } from "./part.ts";

/** Starts the gateway of a deployment: its listeners, its routes, and the assertion that the server believes. */
export async function startGatewayPart(deployment: Deployment, context: PartContext): Promise<RunningPart> {
  const gateway = await startGateway(await gatewayOptions(deployment, context));
  const [connector] = gateway.connectors;
  if (connector === undefined) {
    throw appErrors.error("app.not-configured", { message: "gateway/admin.json has no connector" });
  }
  return {
    name: "gateway",
    origin: deployment.settings.gateway.origin ?? connector.origin,
    close: () => gateway.close(),
    reload: () => gateway.reload(),
    metrics: () => gateway.metrics(),
  };
}
