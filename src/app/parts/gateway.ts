import { createAssertionSigner } from "../../device/index.ts";
import { startGateway } from "../../gateway/index.ts";
import { readJourneyFiles } from "../deployment/journey-files.ts";
import type { Deployment } from "../deployment/load.ts";
import { appErrors } from "../errors.ts";
import { assertionSettings, guardedHeaders } from "../trust.ts";
import type { PartContext, RunningPart } from "./part.ts";

/** Starts the gateway of a deployment: its listeners, its routes, and the assertion that the server believes. */
export async function startGatewayPart(deployment: Deployment, context: PartContext): Promise<RunningPart> {
  const { clock, log } = context;
  const { settings } = deployment;
  const { origin, invalidCertificate } = settings.gateway;
  const sources = await Promise.all(settings.realms.map((realm) => readJourneyFiles(deployment, realm)));
  const gateway = await startGateway({
    directory: deployment.file("gateway"),
    environment: deployment.environment,
    secret: deployment.lookup,
    trust: {
      identityHeaders: guardedHeaders(deployment, sources.flat()),
      upstreams: settings.trust.upstreams,
    },
    assertion: signer(deployment, context),
    ...(origin === undefined ? {} : { externalOrigin: origin }),
    invalidCertificate,
    clock,
    log,
  });
  const [connector] = gateway.connectors;
  if (connector === undefined) {
    throw appErrors.error("app.not-configured", { message: "gateway/admin.json has no connector" });
  }
  return { name: "gateway", origin: origin ?? connector.origin, close: () => gateway.close() };
}

function signer(
  deployment: Deployment,
  { clock, random }: PartContext,
): ReturnType<typeof createAssertionSigner> | null {
  const settings = assertionSettings(deployment);
  const key = settings?.keys[0];
  if (settings === null || key === undefined) return null;
  const { issuer, audience } = settings;
  return createAssertionSigner({ key, issuer, audience, clock, random });
}
