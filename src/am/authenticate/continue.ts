import type { Answer } from "../answer.ts";
import { amErrors } from "../errors.ts";
import type { Exchange } from "../exchange.ts";
import { requestFacts } from "../request-facts.ts";
import type { AmServices } from "../services.ts";
import { readAnswers, type WireCallbacks } from "../steps.ts";
import type { WaitingStep } from "../waiting.ts";
import { answerOf } from "./answer-of.ts";
import { sessionUnderway } from "./existing-session.ts";
import { resumeUriFor } from "./resume-uri.ts";

/**
 * A further request of a journey. All that can be wrong with it is checked before the step is spent: a typing mistake of
 * a client, or a stolen authId on another device, does not end the journey of its owner.
 */
export async function continueJourney(
  exchange: Exchange,
  authId: string,
  callbacks: WireCallbacks | undefined,
  services: AmServices,
): Promise<Answer> {
  const step = services.waiting.open(authId, exchange.realm.path);
  exchange.transaction.id = step.execution.transactionId;
  refuseOtherDevice(step, exchange, services);
  if (!isStillThere(step, exchange, services)) {
    throw amErrors.error("am.step-expired", { detail: "the journey was disabled or removed" });
  }
  const answers = readAnswers(step.execution.pending, callbacks);
  const existing = sessionUnderway(step.start, exchange, services);
  services.waiting.spend(step);
  const facts = requestFacts(exchange, existing?.session ?? null, services);
  const resumeUri = resumeUriFor(exchange, step.execution.journey);
  const result = await services.engine.resume(step.execution, answers, facts, resumeUri);
  return answerOf(result, { exchange, start: step.start, existing, services, id: step.id });
}

/** The public answer is that of an expired step: whoever stole an authId learns nothing, an honest client starts anew. */
function refuseOtherDevice({ execution }: WaitingStep, { caller }: Exchange, { log }: AmServices): void {
  if (execution.certificate === caller.certificate) return;
  const { transactionId } = execution;
  log.warn({ transactionId, reason: "device-changed" }, "a step came from another device than its journey: refused");
  throw amErrors.error("am.step-expired", { detail: "device-changed" });
}

/** A journey that was disabled or removed meanwhile lets nobody in any more. */
export function isStillThere({ execution }: WaitingStep, { realm }: Exchange, { journeys }: AmServices): boolean {
  return journeys(realm.path)?.find(execution.journey)?.enabled === true;
}
