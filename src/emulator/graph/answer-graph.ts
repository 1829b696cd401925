import type { Clock } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Random } from "../../core/random.ts";
import type { BehaviourSwitch } from "../behaviour/behaviour.ts";
import type { Caller } from "../entra/access-token.ts";
import type { SigningKey } from "../entra/signing-key.ts";
import type { FleetState } from "../fleet/fleet-state.ts";
import { type GraphAnswer, problemAnswer, requestIds, successAnswer } from "./answer.ts";
import { authenticate, requirePermission } from "./authorise.ts";
import { internalPath } from "./find-device.ts";
import type { PageCache } from "./page-cache.ts";
import { parseGraphPath } from "./path.ts";
import { GraphRefusal, graphProblems } from "./refusal.ts";
import { findRoute, type GraphRoute } from "./route.ts";
import { graphRoutes } from "./routes.ts";
import type { ThrottleCounters } from "./throttle/throttle.ts";

/** What the emulated Graph works with. */
export interface Graph {
  readonly state: FleetState;
  readonly behaviour: BehaviourSwitch;
  readonly throttle: ThrottleCounters;
  readonly pages: PageCache;
  readonly key: SigningKey;
  readonly clock: Clock;
  readonly random: Random;
  /** The emulator's own origin; known once it listens. */
  origin(): string;
}

/** A request to Graph, free of HTTP: the member of a batch has the same form. */
export interface GraphRequest {
  readonly method: string;
  /** Path and query, beginning with the version. */
  readonly url: string;
  readonly authorization: string | undefined;
  readonly clientRequestId: string | undefined;
}

export function answerGraph(graph: Graph, request: GraphRequest): Promise<GraphAnswer> {
  return answerWith(graph, request, () => route(graph, request));
}

/** Runs `work` and makes its result, or its refusal, Graph's answer. */
export async function answerWith(
  graph: Graph,
  request: Pick<GraphRequest, "clientRequestId">,
  work: () => Promise<JsonObject | Buffer>,
): Promise<GraphAnswer> {
  const ids = requestIds(graph.random, request.clientRequestId);
  try {
    return successAnswer(await work(), ids);
  } catch (thrown) {
    if (thrown instanceof GraphRefusal) return problemAnswer(thrown.problem, ids, graph.clock, thrown.retryAfter);
    throw thrown;
  }
}

/** @throws GraphRefusal */
async function route(graph: Graph, request: GraphRequest): Promise<JsonObject | Buffer> {
  const caller = authenticate(request.authorization, graph.key, graph.origin(), graph.clock);
  // Concatenated, not resolved: a request target such as `//host/` must not choose another origin.
  const url = new URL(`${graph.origin()}${request.url}`);
  const path = parseGraphPath(url.pathname);
  const match = path === undefined ? undefined : findRoute(graphRoutes, request.method, path);
  if (path === undefined || match === undefined) {
    throw new GraphRefusal(graphProblems.notImplemented(`${request.method} ${url.pathname}`));
  }
  const tenant = graph.state.tenant(caller.tenantId);
  const internal = internalPath(match.keys[0]);
  if (tenant === undefined) throw new GraphRefusal(graphProblems.tokenMalformed());
  if (match.route.directory === true) {
    requirePermission(caller, match.route.permissions, graphProblems.directoryDenied);
  } else {
    if (!tenant.intune) throw new GraphRefusal(graphProblems.intuneMissing(internal));
    count(graph, caller, match.route, internal);
    requirePermission(caller, match.route.permissions, (needed) => graphProblems.permissionMissing(needed, internal));
  }
  return match.route.answer({
    state: graph.state,
    behaviour: graph.behaviour.current(),
    pages: graph.pages,
    tenant,
    version: path.version,
    url,
    keys: match.keys,
    permissions: caller.permissions,
  });
}

/** @throws GraphRefusal 429 */
function count(graph: Graph, caller: Caller, { lane }: GraphRoute, path: string): void {
  const request = { tenantId: caller.tenantId, clientId: caller.clientId, lane };
  const refused = graph.throttle.refuse(request, graph.behaviour.current().throttle);
  if (refused !== undefined) throw new GraphRefusal(graphProblems.throttled(path), refused.retryAfter ?? undefined);
}
