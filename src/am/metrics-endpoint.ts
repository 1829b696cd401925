import type { FastifyInstance, FastifyRequest } from "fastify";
import { admit } from "./configuration/access.ts";
import { amErrors } from "./errors.ts";
import { externalAddress } from "./external.ts";
import type { AmOptions, MetricsOptions } from "./options.ts";
import type { RequestNotes } from "./request-notes.ts";
import type { AmServices } from "./services.ts";

/**
 * `GET /am/json/metrics/prometheus`, as PingAM has it: where the configuration API is, and for administrators alone. What
 * journeys count tells how many people come, fail and give up.
 */
export function registerMetrics(
  app: FastifyInstance,
  { exposition, isAdministrationPort = () => true }: MetricsOptions,
  { options, services, notes }: { options: AmOptions; services: AmServices; notes: RequestNotes },
): void {
  const realm = options.realms.find(({ path }) => path === services.administration.realm);
  if (realm === undefined) return;

  const onRequest = async (request: FastifyRequest): Promise<void> => {
    if (!isAdministrationPort(request.raw.socket.localPort ?? 0)) throw amErrors.error("am.not-found");
    const caller = notes.callerOf(request);
    const { origin } = externalAddress(realm, caller, options.ownOrigin);
    const session = admit({ caller, method: request.method, origin }, { realm, services, readOnly: true });
    services.sessions.touch(session);
  };

  app.get("/am/json/metrics/prometheus", { onRequest }, async (_request, reply) => {
    const { contentType, text } = await exposition();
    return reply.header("content-type", contentType).header("cache-control", "no-store").send(text);
  });
}
