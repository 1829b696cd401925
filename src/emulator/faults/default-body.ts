import type { Clock } from "../../core/clock.ts";
import type { Random } from "../../core/random.ts";
import { isAadstsCode } from "../entra/aadsts.ts";
import { type EntraRefusal, entraErrorBody, refuse } from "../entra/refusal.ts";
import { problemAnswer, requestIds } from "../graph/answer.ts";
import { type GraphProblem, graphProblems } from "../graph/refusal.ts";

/** A body with the headers that belong to it. */
export interface FaultBody {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

interface Context {
  readonly clock: Clock;
  readonly random: Random;
}

/** What the real services would most likely send with an injected status. */
export const defaultFaultBody = {
  ofGraph(status: number, { clock, random }: Context): FaultBody {
    const answer = problemAnswer({ ...graphProblem(status), status }, requestIds(random, undefined), clock);
    return { headers: answer.headers, text: JSON.stringify(answer.body) };
  },
  /** The token endpoint's, with an error that suits the status. */
  ofToken: (status: number, context: Context): FaultBody =>
    entraBody(status === 401 ? refuse(7000215, "injected") : refuse(90033), context),
  /** The token endpoint's, with the status that belongs to the error. */
  ofEntra: (code: number, context: Context): FaultBody & { readonly status: number } =>
    entraBody(refuse(isAadstsCode(code) ? code : 90033, "injected"), context),
};

/** Gateways in front of the services answer outages with a page, not with JSON. */
export function outagePage(status: number): FaultBody {
  const text = `<!DOCTYPE html><html><head><title>${status}</title></head><body><h2>Service Unavailable</h2></body></html>`;
  return { headers: { "content-type": "text/html; charset=us-ascii" }, text };
}

function entraBody(refusal: EntraRefusal, { clock, random }: Context): FaultBody & { readonly status: number } {
  const { status, body } = entraErrorBody(refusal, { clock, random, correlationId: random.uuid() });
  return { status, headers: { "content-type": "application/json; charset=utf-8" }, text: JSON.stringify(body) };
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
