import { describeError } from "../../core/errors.ts";
import type { SuspendedResult } from "../../journey/index.ts";
import { type Answer, ok } from "../answer.ts";
import { stepBody } from "../steps.ts";
import type { JourneyExchange } from "./journey-exchange.ts";

/**
 * A journey that waits for somebody who follows a link: stored first, sent then, so that no link ever leads nowhere. The
 * answer does not wait for the sending: how long it takes, and whether it succeeds, would tell a stranger whether there is
 * anybody to send it to.
 */
export function suspendedAnswer(result: SuspendedResult, { services, start }: JourneyExchange): Answer {
  const authId = services.waiting.suspend(result, start);
  const { transactionId } = result.execution;
  result
    .deliver()
    .catch((cause: unknown) => {
      services.log.error(
        { transactionId, cause: describeError(cause) },
        "the link of a suspended journey was not sent",
      );
      services.waiting.dropSuspended(result.suspendedId);
    })
    .catch((cause: unknown) => {
      services.log.error({ transactionId, cause: describeError(cause) }, "a link that nobody has could not be dropped");
    });
  return ok(stepBody(authId, result));
}
