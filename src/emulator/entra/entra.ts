import type { Clock } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Random } from "../../core/random.ts";
import type { BehaviourSwitch } from "../behaviour/behaviour.ts";
import { deriveFrom } from "../fleet/derive.ts";
import type { Tenant } from "../fleet/fleet-schema.ts";
import type { FleetState } from "../fleet/fleet-state.ts";
import type { TenantApp } from "../fleet/identity-schema.ts";
import type { ReplayMemory } from "./replay-memory.ts";
import type { SigningKey } from "./signing-key.ts";
import type { TokenRequest } from "./token-request.ts";

/** What the token endpoint works with. */
export interface Entra {
  readonly state: FleetState;
  readonly behaviour: BehaviourSwitch;
  readonly replay: ReplayMemory;
  readonly key: SigningKey;
  readonly clock: Clock;
  readonly random: Random;
  /** The emulator's own origin; known once it listens. */
  origin(): string;
}

/** Answers a token request of an application that is authenticated already. @throws EntraRefusal */
export type Grant = (entra: Entra, tenant: Tenant, app: TenantApp, request: TokenRequest) => JsonObject;

/** The object id of an app's service principal in a tenant. */
export function servicePrincipalId(tenant: Tenant, app: TenantApp): string {
  return deriveFrom(`${tenant.id}/${app.clientId}`).uuid("servicePrincipal");
}

/** NumericDate of RFC 7519. */
export function seconds(clock: Clock): number {
  return Math.floor(clock.now() / 1000);
}
