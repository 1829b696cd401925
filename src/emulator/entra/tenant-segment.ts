import type { Tenant } from "../fleet/fleet-schema.ts";
import type { FleetState } from "../fleet/fleet-state.ts";
import { refuse } from "./refusal.ts";

const reserved = new Set(["common", "consumers", "organizations"]);
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const domain = /^(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/i;

/** @throws EntraRefusal 900023 for a malformed segment, 90002 for an unknown tenant */
export function namedTenant(state: FleetState, segment: string): Tenant {
  if (!guid.test(segment) && !domain.test(segment)) throw refuse(900023, segment);
  const tenant = state.tenant(segment);
  if (tenant === undefined) throw refuse(90002, segment);
  return tenant;
}

/**
 * The tenant that a token request means. `organizations` finds it by the user name, for the password grant only.
 *
 * @throws EntraRefusal 900023, 90002, 9001023 for a grant that the reserved name does not offer, 50059 when no tenant
 *   has the user
 */
export function requestedTenant(state: FleetState, segment: string, form: ReadonlyMap<string, string>): Tenant {
  const name = segment.toLowerCase();
  if (!reserved.has(name)) return namedTenant(state, segment);
  if (form.get("grant_type") !== "password") throw refuse(50059);
  if (name !== "organizations") throw refuse(9001023, name);
  const userName = form.get("username")?.toLowerCase();
  const home = state.tenants.find((tenant) => tenant.users.some((user) => user.userName.toLowerCase() === userName));
  if (home === undefined) throw refuse(50059);
  return home;
}
