import { suspendedTextOutputCallback } from "./callbacks/basic.ts";
import { journeyErrors } from "./errors.ts";
import type { Begun, Execution, StepResult, SuspendedResult, Waiting } from "./execution.ts";
import { journeyMs, largestState, suspensionMs } from "./limits.ts";
import type { EngineOptions, ResumeUri } from "./options.ts";
import type { Pass } from "./pass.ts";
import type { TreeState } from "./state.ts";

/** What a pass came to that ends in a wait. */
export interface Waited<Services> {
  readonly pass: Pass<Services>;
  readonly state: TreeState;
  readonly waiting: Waiting;
  readonly resumeUri: ResumeUri;
}

/**
 * Makes a waiting journey plain data.
 *
 * @throws {journey.state-too-large}
 */
export function waitingResult<Services>(
  { clock, random }: Pick<EngineOptions<Services>, "clock" | "random">,
  before: Begun,
  { pass, state, waiting, resumeUri }: Waited<Services>,
): StepResult | SuspendedResult {
  const { frame, callbacks, suspension, ...page } = waiting;
  const { gathered, hooks, deviceProved, steps } = pass;
  const minutes = gathered.maxTreeDuration;
  const duration = minutes === null ? before.duration : journeyMs(minutes);
  const execution: Execution = {
    ...before,
    duration,
    expiresAt: before.countedFrom + duration,
    shared: state.snapshot("shared"),
    writers: state.writers(),
    frame,
    pending: callbacks,
    gathered,
    hooks,
    deviceProved,
    suspendedId: null,
    steps,
  };
  if (suspension === undefined) return { ...page, kind: "step", execution: withinBounds(execution) };
  const suspendedId = random.bytes(32).toString("base64url");
  const address = resumeUri(suspendedId);
  const lasts = suspension.minutes === undefined ? before.suspendDuration : suspensionMs(suspension.minutes);
  const expiresAt = clock.now() + lasts;
  const pending = [suspendedTextOutputCallback(suspension.message(address))];
  const suspended = withinBounds({ ...execution, expiresAt, pending, suspendedId });
  const deliver = async (): Promise<void> => suspension.deliver?.(address);
  return { ...page, kind: "suspended", execution: suspended, suspendedId, expiresAt, deliver };
}

/** The answer to somebody who sends the step of a suspended journey back: it still waits for its link. */
export function sameSuspension(execution: Execution, suspendedId: string): SuspendedResult {
  const { expiresAt } = execution;
  return { kind: "suspended", execution, suspendedId, expiresAt, deliver: async () => undefined };
}

function withinBounds(execution: Execution): Execution {
  const { shared, frame, pending, gathered, hooks } = execution;
  const size = Buffer.byteLength(JSON.stringify([shared, frame, pending, gathered, hooks]));
  if (size <= largestState) return execution;
  throw journeyErrors.error("journey.state-too-large", { detail: `${size} bytes` });
}
