import type { Clock } from "../../core/clock.ts";
import { type Caller, checkAccessToken } from "../entra/access-token.ts";
import { graphResources } from "../entra/scope.ts";
import type { SigningKey } from "../entra/signing-key.ts";
import { type GraphProblem, GraphRefusal, graphProblems } from "./refusal.ts";

/** @throws GraphRefusal 401 when the bearer token is missing, malformed, for another audience or expired */
export function authenticate(authorization: string | undefined, key: SigningKey, origin: string, clock: Clock): Caller {
  const [, token] = /^bearer +(\S+) *$/i.exec(authorization ?? "") ?? [];
  if (authorization === undefined || /^bearer *$/i.test(authorization))
    throw new GraphRefusal(graphProblems.tokenMissing());
  if (token === undefined) throw new GraphRefusal(graphProblems.tokenMalformed());
  const check = checkAccessToken(key, token, graphResources(origin), Math.floor(clock.now() / 1000));
  if ("caller" in check) return check.caller;
  const problems = {
    malformed: graphProblems.tokenMalformed,
    audience: graphProblems.tokenForOtherAudience,
    expired: graphProblems.tokenExpired,
  };
  throw new GraphRefusal(problems[check.rejected]());
}

/** @throws GraphRefusal with the denial that `denied` makes of the permissions of which one is needed */
export function requirePermission(
  caller: Caller,
  permissions: readonly string[],
  denied: (permissions: readonly string[]) => GraphProblem,
): void {
  if (permissions.some((permission) => caller.permissions.includes(permission))) return;
  throw new GraphRefusal(denied(permissions));
}
