import type { Result } from "../../journey/index.ts";
import { type Answer, ok } from "../answer.ts";
import { stepBody } from "../steps.ts";
import { failureAnswer } from "./failure.ts";
import type { JourneyExchange } from "./journey-exchange.ts";
import { successAnswer } from "./success.ts";
import { suspendedAnswer } from "./suspended.ts";

/** Turns what the engine came to into an answer. */
export async function answerOf(result: Result, journey: JourneyExchange): Promise<Answer> {
  const { exchange, services, start, id } = journey;
  if (result.kind === "step" || result.kind === "suspended") {
    exchange.transaction.id = result.execution.transactionId;
    if (result.kind === "suspended") return suspendedAnswer(result, journey);
    return ok(stepBody(services.waiting.keep(result.execution, start, id), result));
  }
  exchange.transaction.id = result.transactionId;
  return result.kind === "success" ? successAnswer(result, journey) : failureAnswer(result, journey);
}
