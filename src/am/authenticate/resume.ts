import type { Answer } from "../answer.ts";
import { amErrors } from "../errors.ts";
import type { Exchange } from "../exchange.ts";
import { requestFacts } from "../request-facts.ts";
import type { AmServices } from "../services.ts";
import { answerOf } from "./answer-of.ts";
import { isStillThere } from "./continue.ts";
import { presentedSession } from "./existing-session.ts";
import { resumeUriFor } from "./resume-uri.ts";
import { limitStarts } from "./start.ts";

/**
 * Somebody followed the link of a suspended journey (facts: "Suspend and resume"), perhaps in another browser. The link
 * is good once; what the device of the journey proved holds on that device only, and the engine sees to it.
 */
export async function resumeJourney(exchange: Exchange, suspendedId: string, services: AmServices): Promise<Answer> {
  limitStarts(exchange, services);
  const step = services.waiting.openSuspended(suspendedId, exchange.realm.path);
  const { execution } = step;
  exchange.transaction.id = execution.transactionId;
  if (!isStillThere(step, exchange, services)) {
    throw amErrors.error("am.suspended-unknown", { detail: "the journey was disabled or removed" });
  }
  services.waiting.spendSuspended(step);
  // The session that the journey began with may be another person's browser by now.
  const existing = presentedSession(exchange, services);
  const start = { ...step.start, upgrades: existing?.session.handle ?? null };
  const request = requestFacts(exchange, existing?.session ?? null, services);
  const resumeUri = resumeUriFor(exchange, execution.journey);
  const result = await services.engine.resumeSuspended(execution, request, resumeUri);
  return answerOf(result, { exchange, start, existing, services });
}
