import type { Clock } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Random } from "../../core/random.ts";
import type { SigningKey } from "../entra/signing-key.ts";
import type { FleetState } from "../fleet/fleet-state.ts";
import { type GraphAnswer, problemAnswer, requestIds, successAnswer } from "./answer.ts";
import { authenticate, requireDevicePermission } from "./authorise.ts";
import { internalPath, listDetectedApps, listDevices, readDevice } from "./managed-devices.ts";
import { parseGraphPath } from "./path.ts";
import { GraphRefusal, graphProblems } from "./refusal.ts";

/** What the emulated Graph works with. */
export interface Graph {
  readonly state: FleetState;
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

export function answerGraph(graph: Graph, request: GraphRequest): GraphAnswer {
  const ids = requestIds(graph.random, request.clientRequestId);
  try {
    return successAnswer(route(graph, request), ids);
  } catch (thrown) {
    if (thrown instanceof GraphRefusal) return problemAnswer(thrown.problem, ids, graph.clock);
    throw thrown;
  }
}

/** @throws GraphRefusal */
function route(graph: Graph, request: GraphRequest): JsonObject {
  const caller = authenticate(request.authorization, graph.key, graph.origin(), graph.clock);
  // Concatenated, not resolved: a request target such as `//host/` must not choose another origin.
  const url = new URL(`${graph.origin()}${request.url}`);
  const path = parseGraphPath(url.pathname);
  const unknown = () => new GraphRefusal(graphProblems.notImplemented(`${request.method} ${url.pathname}`));
  if (request.method !== "GET" || path === undefined) throw unknown();
  const [area, entitySet, id, relation, ...deeper] = path.segments;
  if (area?.toLowerCase() !== "devicemanagement" || entitySet?.toLowerCase() !== "manageddevices") throw unknown();
  requireDevicePermission(caller, internalPath(id));
  if (id === undefined) return listDevices(graph.state, caller.tenantId, path, url);
  if (relation === undefined) return readDevice(graph.state, caller.tenantId, id, path, url);
  if (relation.toLowerCase() !== "detectedapps" || deeper.length > 0) throw unknown();
  return listDetectedApps(graph.state, caller.tenantId, id, path, url);
}
