import { readFileSync } from "node:fs";
import { z } from "zod";
import { createAssertionSigner } from "../../device/index.ts";
import { startGateway } from "../../gateway/index.ts";
import { readJourneyFiles } from "../deployment/journey-files.ts";
import type { Deployment } from "../deployment/load.ts";
import { appErrors } from "../errors.ts";
import { assertionSettings, guardedHeaders } from "../trust.ts";
import type { PartContext, RunningPart } from "./part.ts";

/** Starts the gateway of a deployment: its listeners, its routes, and the assertion that the server believes. */
export async function startGatewayPart(deployment: Deployment, context: PartContext): Promise<RunningPart> {
  const { clock, exposition, log, random } = context;
  const { settings } = deployment;
  const { origin, invalidCertificate, resolve, compatibility } = settings.gateway;
  const sources = await Promise.all(settings.realms.map((realm) => readJourneyFiles(deployment, realm)));
  const gateway = await startGateway({
    directory: deployment.file("gateway"),
    // As the other parts resolve it: a relative one means the working directory, and not the gateway's.
    environment: { ...deployment.environment, SALLYPORT_SECRETS_DIRECTORY: deployment.places.secrets },
    secret: deployment.lookup,
    trust: {
      identityHeaders: guardedHeaders(deployment, sources.flat()),
      upstreams: settings.trust.upstreams,
    },
    assertion: signer(deployment, context),
    ...(origin === undefined ? {} : { externalOrigin: origin }),
    invalidCertificate,
    mode: settings.mode,
    resolve,
    compatibility,
    clock,
    random,
    log,
    version: packageVersion(),
    ...(exposition === undefined ? {} : { exposition }),
  });
  const [connector] = gateway.connectors;
  if (connector === undefined) {
    throw appErrors.error("app.not-configured", { message: "gateway/admin.json has no connector" });
  }
  return {
    name: "gateway",
    origin: origin ?? connector.origin,
    close: () => gateway.close(),
    reload: () => gateway.reload(),
    metrics: () => gateway.metrics(),
  };
}

function packageVersion(): string {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
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
