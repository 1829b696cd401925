import type { Clock } from "../../core/clock.ts";
import type { Random } from "../../core/random.ts";
import { entraErrorBody, refuse } from "../entra/refusal.ts";
import { problemAnswer, requestIds } from "../graph/answer.ts";
import { type GraphProblem, graphProblems } from "../graph/refusal.ts";
import type { FaultyService } from "./fault.ts";

/** A body with the headers that belong to it. */
export interface FaultBody {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What the real service would most likely send with an injected status. */
export function defaultFaultBody(service: FaultyService, status: number, clock: Clock, random: Random): FaultBody {
  if (status >= 502) return outagePage(status);
  return service === "graph" ? graphBody(status, clock, random) : entraBody(status, clock, random);
}

/** Gateways in front of the services answer outages with a page, not with JSON. */
function outagePage(status: number): FaultBody {
  const text = `<!DOCTYPE html><html><head><title>${status}</title></head><body><h2>Service Unavailable</h2></body></html>`;
  return { headers: { "content-type": "text/html; charset=us-ascii" }, text };
}

function graphBody(status: number, clock: Clock, random: Random): FaultBody {
  const answer = problemAnswer({ ...graphProblem(status), status }, requestIds(random, undefined), clock);
  return { headers: answer.headers, text: JSON.stringify(answer.body) };
}

function graphProblem(status: number): GraphProblem {
  const path = "/deviceManagement/managedDevices";
  if (status === 401) return graphProblems.tokenExpired();
  if (status === 403) return graphProblems.permissionMissing(["DeviceManagementManagedDevices.Read.All"], path);
  if (status === 404) return graphProblems.unknownId(path);
  if (status === 429) return graphProblems.throttled(path);
  if (status >= 500) return graphProblems.backEndFault(path);
  return graphProblems.malformedId(path);
}

function entraBody(status: number, clock: Clock, random: Random): FaultBody {
  const refusal = status === 401 ? refuse(7000215, "injected") : refuse(90033);
  const { body } = entraErrorBody(refusal, { clock, random, correlationId: random.uuid() });
  return { headers: { "content-type": "application/json; charset=utf-8" }, text: JSON.stringify(body) };
}
