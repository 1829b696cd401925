import { describeError } from "../../core/errors.ts";
import type { SuspendedResult } from "../../journey/index.ts";
import { type Answer, ok } from "../answer.ts";
import { loginFailure } from "../error-answer.ts";
import { stepBody } from "../steps.ts";
import type { JourneyExchange } from "./journey-exchange.ts";

/**
 * A journey that waits for somebody who follows a link: stored first, sent then, so that no link ever leads nowhere. A
 * link that could not be sent would be waited for in vain, so the login fails instead.
 */
export async function suspendedAnswer(
  result: SuspendedResult,
  { exchange, services, start }: JourneyExchange,
): Promise<Answer> {
  const authId = services.waiting.suspend(result, start);
  try {
    await result.deliver();
  } catch (cause) {
    services.waiting.dropSuspended(result.suspendedId);
    const { transactionId } = result.execution;
    services.log.error({ transactionId, cause: describeError(cause) }, "the link of a suspended journey was not sent");
    return loginFailure({ failureUrl: start.failureUrl ?? exchange.realm.settings.authentication.failureUrl });
  }
  return ok(stepBody(authId, result));
}
