import type { Clock } from "../core/clock.ts";
import type { JsonObject } from "../core/json.ts";
import type { Random } from "../core/random.ts";
import type { Answer } from "./callbacks.ts";
import { journeyErrors } from "./errors.ts";
import type { Execution, Frame, Result } from "./execution.ts";
import { nothingGathered } from "./gather.ts";
import type { JourneySet } from "./load.ts";
import type { PlainTreeEnd } from "./node.ts";
import type { RequestFacts } from "./request.ts";
import { type Pass, runTree } from "./run.ts";
import { createTreeState, type TreeState } from "./state.ts";
import type { TraceSink } from "./trace.ts";
import type { Journey } from "./tree.ts";

export interface StartInput {
  readonly realm: string;
  /** Name of a journey that exists and is enabled in the realm. */
  readonly journey: string;
  readonly request: RequestFacts;
  /** Maximum duration of the journey in milliseconds. */
  readonly duration: number;
}

/** Runs journeys. Holds no state of its own: whatever a journey needs is in its {@link Execution}. */
export interface Engine {
  start(input: StartInput): Promise<Result>;
  /** Goes on with the answers to `execution.pending`, one per callback, in order. */
  resume(execution: Execution, answers: readonly Answer[], request: RequestFacts): Promise<Result>;
}

export interface EngineOptions<Services> {
  /** The journeys of a realm, or undefined for a realm that does not exist. */
  readonly journeys: (realm: string) => JourneySet<Services> | undefined;
  readonly services: Services;
  readonly clock: Clock;
  readonly random: Random;
  readonly trace: TraceSink;
}

/** State beyond this many bytes of JSON ends the journey: a script must not fill the store. */
const largestState = 256 * 1024;

export function createEngine<Services>(options: EngineOptions<Services>): Engine {
  return {
    start(input) {
      const { realm, journey, request } = input;
      const now = options.clock.now();
      const execution = {
        transactionId: options.random.uuid(),
        realm,
        journey,
        startedAt: now,
        expiresAt: now + input.duration,
        certificate: request.certificate,
        shared: { realm },
        frame: null,
        pending: [],
        gathered: nothingGathered,
        steps: 0,
      };
      return pass(options, execution, null, request);
    },
    resume: (execution, answers, request) => pass(options, execution, answers, request),
  };
}

type Begun = Omit<Execution, "frame"> & { readonly frame: Frame | null };

async function pass<Services>(
  options: EngineOptions<Services>,
  execution: Begun,
  answers: readonly Answer[] | null,
  request: RequestFacts,
): Promise<Result> {
  const { transactionId, realm, journey } = execution;
  const state = createTreeState(execution.shared, execution.frame?.secure ?? {}, execution.writers);
  const { services, clock, trace } = options;
  const journeys = journeysOf(options, realm);
  const run: Pass<Services> = {
    transactionId,
    realm,
    journey,
    journeys,
    request,
    services,
    clock,
    trace,
    gathered: execution.gathered,
    steps: execution.steps,
    failedNode: null,
  };
  const ended = (error?: unknown): Result => {
    const shared = state.snapshot("shared");
    return { kind: "failure", transactionId, journey, gathered: run.gathered, shared, error };
  };
  try {
    const tree = treeOf(journeys, journey);
    const resume = execution.frame === null ? null : { frame: execution.frame, answers: answers ?? [] };
    const end = await runTree({ pass: run, tree, state, path: [journey] }, resume);
    if (end.kind === "failure") return ended();
    const shared = stateWithinBounds(state);
    if (end.kind === "waiting") return stepResult(execution, end, run, state, shared);
    return { kind: "success", transactionId, journey, gathered: run.gathered, shared, noSession: tree.noSession };
  } catch (error) {
    return ended(error);
  }
}

function stepResult<Services>(
  execution: Begun,
  end: Extract<PlainTreeEnd, { kind: "waiting" }>,
  run: Pass<Services>,
  state: TreeState,
  shared: JsonObject,
): Result {
  const { frame, callbacks, ...page } = end.waiting;
  const { gathered, steps } = run;
  const kept = { ...execution, shared, writers: state.writers(), frame, pending: callbacks, gathered, steps };
  return { kind: "step", ...page, execution: kept };
}

function journeysOf<Services>(options: EngineOptions<Services>, realm: string): JourneySet<Services> {
  const journeys = options.journeys(realm);
  if (journeys === undefined) throw journeyErrors.error("journey.changed", { detail: `realm ${realm} does not exist` });
  return journeys;
}

function treeOf<Services>(journeys: JourneySet<Services>, name: string): Journey<Services> {
  const tree = journeys.find(name);
  if (tree === undefined || !tree.enabled)
    throw journeyErrors.error("journey.changed", { detail: `"${name}" is gone` });
  return tree;
}

function stateWithinBounds(state: TreeState): JsonObject {
  const shared = state.snapshot("shared");
  const size = JSON.stringify(shared).length;
  if (size > largestState) throw journeyErrors.error("journey.state-too-large", { detail: `${size} bytes` });
  return shared;
}
