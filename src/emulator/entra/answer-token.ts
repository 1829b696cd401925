import type { JsonObject } from "../../core/json.ts";
import { authenticateClient } from "./client-authentication.ts";
import type { Entra } from "./entra.ts";
import { grantOf } from "./grants.ts";
import { requestedTenant } from "./tenant-segment.ts";
import { required, type TokenRequest } from "./token-request.ts";

/** The token endpoint: one named check after another. @throws EntraRefusal */
export function answerToken(entra: Entra, request: TokenRequest): JsonObject {
  const tenant = requestedTenant(entra.state, request.tenant, request.form);
  const grant = grantOf(required(request.form, "grant_type"));
  const app = authenticateClient(entra, tenant, request);
  return grant(entra, tenant, app, request);
}
