import { SallyportError } from "../core/errors.ts";
import { ofWholeJourney } from "./auth-level.ts";
import { runEndHooks } from "./end-hooks.ts";
import { journeyErrors } from "./errors.ts";
import type { Begun, FailureResult, Result, SuccessResult } from "./execution.ts";
import { earnings } from "./gather.ts";
import { mostNodesInJourney, mostNodesInRequest } from "./limits.ts";
import { type JourneySet, noJourneys } from "./load.ts";
import type { TreeEnd } from "./node.ts";
import type { EngineOptions, ResumeUri } from "./options.ts";
import type { Pass, Resumption } from "./pass.ts";
import type { RequestFacts } from "./request.ts";
import { runTree } from "./run.ts";
import { createTreeState, type TreeState } from "./state.ts";
import { eventOf } from "./trace-node.ts";
import type { Journey } from "./tree.ts";
import { waitingResult } from "./waiting-result.ts";

/** What a request brings to an execution. */
export interface Step {
  readonly request: RequestFacts;
  readonly resumeUri: ResumeUri;
  readonly waited: Resumption | null;
  /** Why the execution must end here instead of going on. */
  readonly refused?: Error;
}

/** Runs an execution until it waits again or ends. Whatever is thrown on the way becomes a failure. */
export async function advance<Services>(
  options: EngineOptions<Services>,
  execution: Begun,
  step: Step,
): Promise<Result> {
  const state = createTreeState(execution.shared, execution.frame?.secure ?? {}, execution.writers);
  const pass = newPass(options, execution, step);
  const end = await runJourney(pass, state, execution, step);
  if (end.kind === "success") return succeed(pass, state);
  if (end.kind !== "waiting") return fail(pass, state, end);
  try {
    return waitingResult(options, execution, { pass, state, waiting: end.waiting, resumeUri: step.resumeUri });
  } catch (error) {
    return fail(pass, state, { kind: "error", error });
  }
}

function newPass<Services>(options: EngineOptions<Services>, execution: Begun, { request }: Step): Pass<Services> {
  const { transactionId, realm, journey, duration, gathered, hooks, deviceProved, steps, frame } = execution;
  const { services, clock, trace } = options;
  return {
    transactionId,
    realm,
    journey,
    journeys: options.journeys(realm) ?? noJourneys(),
    request,
    authIdPresent: frame !== null,
    duration,
    services,
    clock,
    trace,
    gathered,
    hooks,
    deviceProved,
    steps,
    mostSteps: Math.min(steps + mostNodesInRequest, mostNodesInJourney),
    failedNode: null,
  };
}

async function runJourney<Services>(
  pass: Pass<Services>,
  state: TreeState,
  { frame }: Begun,
  { waited, refused }: Step,
): Promise<TreeEnd> {
  try {
    if (refused !== undefined) {
      traceRefusal(pass, frame, refused);
      throw refused;
    }
    const tree = treeOf(pass.journeys, pass.journey);
    const userBefore = frame?.userBefore ?? null;
    const run = { pass, tree, state, path: [tree.name], userBefore, beyond: () => ofWholeJourney };
    return await runTree(run, waited);
  } catch (error) {
    return { kind: "error", error, node: pass.failedNode };
  }
}

/** Otherwise the trace would end with a node that waits. */
function traceRefusal<Services>(pass: Pass<Services>, frame: Begun["frame"], refused: Error): void {
  const node = frame === null ? undefined : pass.journeys.find(pass.journey)?.nodes.get(frame.node);
  if (node === undefined) return;
  const error = refused instanceof SallyportError ? refused.code : "journey.node-failed";
  pass.trace(eventOf(pass, [pass.journey], node, { error }));
}

function treeOf<Services>(journeys: JourneySet<Services>, name: string): Journey<Services> {
  const tree = journeys.find(name);
  if (tree?.enabled) return tree;
  throw journeyErrors.error("journey.changed", { detail: `"${name}" is gone` });
}

/** A hook that fails, fails the journey: its other hooks have had their turn and are not asked again. */
async function succeed<Services>(pass: Pass<Services>, state: TreeState): Promise<SuccessResult | FailureResult> {
  const { transactionId, journey, gathered } = pass;
  const shared = state.values("shared");
  try {
    const tree = treeOf(pass.journeys, journey);
    const ending = await runEndHooks(pass, "success", shared);
    const earned = earnings(gathered, tree, ending.sessionProperties);
    return { kind: "success", transactionId, journey, gathered: earned, shared, noSession: tree.noSession, ending };
  } catch (error) {
    return { kind: "failure", transactionId, journey, gathered, shared, error, ending: {} };
  }
}

async function fail<Services>(
  pass: Pass<Services>,
  state: TreeState,
  end: { readonly kind: "failure" } | { readonly kind: "error"; readonly error: unknown },
): Promise<FailureResult> {
  const { transactionId, journey, gathered } = pass;
  const shared = state.values("shared");
  const error = end.kind === "error" ? end.error : undefined;
  const ending = await runEndHooks(pass, end.kind, shared);
  return { kind: "failure", transactionId, journey, gathered, shared, error, ending };
}
