import { createServer } from "node:http";
import type { FastifyInstance } from "fastify";
import type { AmOptions, ConfigurationStore } from "../../am/index.ts";
import type { Metrics } from "../../core/metrics.ts";
import { nodeCatalogue } from "../../nodes/index.ts";
import type { Deployment } from "../deployment/load.ts";
import { listening } from "./listening.ts";

/** `administration` of `sallyport.json`: who may change journeys, and at which port. */

/** `--read-only`, or the setting. */
export function isReadOnly({ settings, environment }: Deployment): boolean {
  return settings.administration?.readOnly === true || environment.SALLYPORT_READ_ONLY === "true";
}

export function administrationOptions(
  { settings }: Deployment,
  store: ConfigurationStore,
  { exposition }: Metrics,
): Pick<AmOptions, "administration" | "configuration" | "metrics"> {
  const { administration } = settings;
  if (administration === undefined) return {};
  const { realm, minimumAuthLevel, listener } = administration;
  const at = listener === undefined ? {} : { isAdministrationPort: (port: number) => port === listener.port };
  return {
    administration: { realm: realm === "root" ? "/" : `/${realm}`, minimumAuthLevel },
    configuration: { store, catalogue: nodeCatalogue, ...at },
    metrics: { exposition, ...at },
  };
}

/** Opens the port of administration, if it has one of its own; it answers all that the server answers, and more. */
export async function listenForAdministration(
  server: FastifyInstance,
  { settings }: Deployment,
): Promise<() => Promise<void>> {
  const listener = settings.administration?.listener;
  if (listener === undefined) return async () => undefined;
  const { requestTimeout, headersTimeout, keepAliveTimeout, maxHeadersCount } = server.server;
  const http = createServer({ maxHeaderSize: 40 * 1024, requestTimeout, headersTimeout, keepAliveTimeout });
  http.maxHeadersCount = maxHeadersCount;
  http.maxConnections = 100;
  http.on("request", (request, response) => server.routing(request, response));
  await listening("server", listener.port, () => {
    return new Promise<void>((resolve, reject) => {
      http.once("error", reject);
      http.listen({ ...listener, exclusive: true }, resolve);
    });
  });
  return () =>
    new Promise((resolve) => {
      http.close(() => resolve());
      http.closeAllConnections();
    });
}
