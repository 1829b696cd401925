import type { JsonObject } from "../core/json.ts";
import { orderedUuid } from "../core/random.ts";
import { advance } from "./advance.ts";
import type { Answer } from "./callbacks.ts";
import { journeyErrors } from "./errors.ts";
import type { Begun, Execution, Result } from "./execution.ts";
import { nothingGathered } from "./gather.ts";
import { journeyMs } from "./limits.ts";
import type { EngineOptions, ResumeUri } from "./options.ts";
import type { RequestFacts } from "./request.ts";
import { sameSuspension } from "./waiting-result.ts";

export interface StartInput {
  readonly realm: string;
  /** Name of a journey that exists and is enabled in the realm. */
  readonly journey: string;
  readonly request: RequestFacts;
  /** The realm's maximum duration of a journey in milliseconds; a tree's own and a node's have precedence. */
  readonly duration: number;
  /** The realm's duration of a suspension in milliseconds; a node's own has precedence. Default: `duration`. */
  readonly suspendDuration?: number;
  readonly resumeUri: ResumeUri;
  /** Shared state to begin with, such as `targetAuthLevel`. */
  readonly shared?: JsonObject;
}

/** Runs journeys. Holds no state of its own: whatever a journey needs is in its {@link Execution}. */
export interface Engine {
  start(input: StartInput): Promise<Result>;
  /**
   * Goes on with the answers to `execution.pending`, one per callback, in order. With another client certificate it fails,
   * with {journey.device-changed}. A suspended execution stays as it is: only its link can resume it.
   */
  resume(
    execution: Execution,
    answers: readonly Answer[],
    request: RequestFacts,
    resumeUri: ResumeUri,
  ): Promise<Result>;
  /**
   * Goes on with a suspended execution whose link was followed, in the hands of whoever followed it. On another device
   * it fails, with {journey.device-changed}, if a node judged the first one.
   */
  resumeSuspended(execution: Execution, request: RequestFacts, resumeUri: ResumeUri): Promise<Result>;
}

export function createEngine<Services>(options: EngineOptions<Services>): Engine {
  const { clock } = options;
  return {
    start(input) {
      const { request, resumeUri } = input;
      return advance(options, begin(options, input), { request, resumeUri, waited: null });
    },
    async resume(execution, answers, request, resumeUri) {
      const { frame, suspendedId } = execution;
      if (suspendedId !== null) return sameSuspension(execution, suspendedId);
      const step = { request, resumeUri, waited: { frame, answers, resumed: false } };
      return advance(options, execution, moved(execution, request) ? { ...step, refused: deviceChanged() } : step);
    },
    async resumeSuspended(execution, request, resumeUri) {
      const { frame, suspendedId, deviceProved } = execution;
      const step = { request, resumeUri, waited: { frame, answers: null, resumed: true } };
      if (suspendedId === null) return advance(options, execution, { ...step, refused: notSuspended() });
      if (deviceProved && moved(execution, request)) {
        return advance(options, execution, { ...step, refused: deviceChanged() });
      }
      const here = { ...execution, certificate: request.certificate, suspendedId: null, countedFrom: clock.now() };
      return advance(options, here, step);
    },
  };
}

function begin<Services>(options: EngineOptions<Services>, input: StartInput): Begun {
  const { realm, journey, request, shared } = input;
  const now = options.clock.now();
  const treeTimeout = options.journeys(realm)?.find(journey)?.treeTimeout ?? null;
  const duration = treeTimeout === null ? input.duration : journeyMs(treeTimeout);
  return {
    transactionId: orderedUuid(options.random, options.clock),
    realm,
    journey,
    startedAt: now,
    countedFrom: now,
    duration,
    expiresAt: now + duration,
    suspendDuration: input.suspendDuration ?? input.duration,
    certificate: request.certificate,
    shared: shared === undefined ? { realm } : { ...shared, realm },
    frame: null,
    pending: [],
    gathered: nothingGathered,
    hooks: [],
    deviceProved: false,
    suspendedId: null,
    steps: 0,
  };
}

function moved(execution: Execution, request: RequestFacts): boolean {
  return execution.certificate !== request.certificate;
}

function notSuspended(): Error {
  return journeyErrors.error("journey.not-suspended", { detail: "the execution waits for answers, not for a link" });
}

function deviceChanged(): Error {
  const detail = "the journey went on with another client certificate than the one it is bound to";
  return journeyErrors.error("journey.device-changed", { detail });
}
