import type { FastifyReply, FastifyRequest } from "fastify";
import type { JsonObject } from "../../core/json.ts";
import type { EmulatorApp } from "../app.ts";
import { type FaultContext, injectFaults } from "../faults/inject.ts";
import { answerToken } from "./answer-token.ts";
import { openIdConfiguration } from "./discovery.ts";
import type { Entra } from "./entra.ts";
import { EntraRefusal, entraErrorBody } from "./refusal.ts";
import { namedTenant } from "./tenant-segment.ts";
import { readBasic, readForm } from "./token-request.ts";

interface TenantRoute {
  Params: { tenant: string };
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Entra over HTTP: provider metadata, keys and the token endpoint. */
export async function entraRoutes(app: EmulatorApp, entra: Entra, faults: FaultContext): Promise<void> {
  app.get<TenantRoute>("/:tenant/v2.0/.well-known/openid-configuration", (request, reply) =>
    answer(entra, request, reply, () =>
      openIdConfiguration(entra.origin(), namedTenant(entra.state, request.params.tenant).id),
    ),
  );
  app.get<TenantRoute>("/:tenant/discovery/v2.0/keys", (request, reply) =>
    answer(entra, request, reply, () => {
      namedTenant(entra.state, request.params.tenant);
      return { keys: [entra.key.jwk] };
    }),
  );
  await app.register(async (scope: EmulatorApp) => tokenRoute(scope, entra, faults));
}

/** Faults hit the token endpoint only: a client's one-time discovery would use up a fault that is meant for its token. */
function tokenRoute(scope: EmulatorApp, entra: Entra, faults: FaultContext): void {
  injectFaults(scope, "entra", faults);
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    async (_request: unknown, body: unknown) => body,
  );
  // Any other body holds no parameters, so that the answer is "grant_type is missing", as at Entra.
  scope.addContentTypeParser("*", { parseAs: "string" }, async () => "");
  scope.post<TenantRoute>("/:tenant/oauth2/v2.0/token", (request, reply) =>
    answer(entra, request, reply, () => {
      const form = readForm(typeof request.body === "string" ? request.body : "");
      const basic = readBasic(request.headers.authorization);
      return answerToken(entra, { tenant: request.params.tenant, form, basic });
    }),
  );
}

function answer(entra: Entra, request: FastifyRequest, reply: FastifyReply, work: () => JsonObject): FastifyReply {
  reply.headers({ "content-type": "application/json; charset=utf-8", "cache-control": "no-store", pragma: "no-cache" });
  try {
    return reply.send(JSON.stringify(work()));
  } catch (thrown) {
    if (!(thrown instanceof EntraRefusal)) throw thrown;
    const { status, body } = entraErrorBody(thrown, { ...entra, correlationId: correlationId(entra, request) });
    return reply.code(status).send(JSON.stringify(body));
  }
}

function correlationId(entra: Entra, request: FastifyRequest): string {
  const inBody = typeof request.body === "string" ? new URLSearchParams(request.body).get("client-request-id") : null;
  const sent = inBody ?? String(request.headers["client-request-id"] ?? "");
  return guid.test(sent) ? sent : entra.random.uuid();
}
