import { readFileSync } from "node:fs";
import { z } from "zod";
import { createAssertionSigner } from "../../device/index.ts";
import type { GatewayOptions } from "../../gateway/index.ts";
import type { JourneySource } from "../../journey/index.ts";
import { limitsOf } from "../deployment/gateway-limits.ts";
import { readJourneyFiles } from "../deployment/journey-files.ts";
import type { Deployment } from "../deployment/load.ts";
import { nginxPlaces } from "../nginx-socket.ts";
import { assertionSettings, guardedHeaderNames, guardedHeaders } from "../trust.ts";
import type { PartContext } from "./part.ts";

/** What a deployment's files say of its gateway. */
export async function gatewayOptions(deployment: Deployment, context: PartContext): Promise<GatewayOptions> {
  const { clock, exposition, log, random, tickets } = context;
  const { settings } = deployment;
  const { origin, invalidCertificate, missingCertificate, support, resolve, compatibility, limits } = settings.gateway;
  const sources = (await Promise.all(settings.realms.map((realm) => readJourneyFiles(deployment, realm)))).flat();
  return {
    directory: deployment.file("gateway"),
    // As the other parts resolve it: a relative one means the working directory, and not the gateway's.
    environment: { ...deployment.environment, SALLYPORT_SECRETS_DIRECTORY: deployment.places.secrets },
    secret: deployment.lookup,
    trust: {
      identityHeaders: guardedHeaders(deployment, sources),
      upstreams: settings.trust.upstreams,
    },
    assertion: signer(deployment, context),
    ...(origin === undefined ? {} : { externalOrigin: origin }),
    ...nginxOptions(deployment, sources),
    invalidCertificate,
    missingCertificate,
    support,
    mode: settings.mode,
    resolve,
    compatibility,
    limits: limitsOf(limits),
    clock,
    random,
    log,
    version: packageVersion(),
    ...(exposition === undefined ? {} : { exposition }),
    ...(tickets === undefined ? {} : { tickets }),
  };
}

function nginxOptions(deployment: Deployment, sources: readonly JourneySource[]): Pick<GatewayOptions, "nginx"> {
  const { nginx } = deployment.settings.gateway;
  const places = nginxPlaces(deployment);
  if (nginx === undefined || places === null) return {};
  const { socket } = places;
  return { nginx: { socket, identityHeaders: guardedHeaderNames(deployment, sources), headers: nginx.headers } };
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
