import { describeError, SallyportError } from "../../core/errors.ts";
import type { FailureResult } from "../../journey/index.ts";
import type { Answer } from "../answer.ts";
import { errorAnswer, loginFailure } from "../error-answer.ts";
import { claimedUser } from "./identity.ts";
import type { JourneyExchange } from "./journey-exchange.ts";
import { failureUrlOf } from "./urls.ts";

/**
 * The engine hands over what a node threw. A limit or an outage keeps its status; anything else is a failed login, and
 * its cause goes to the log.
 */
export function failureAnswer(result: FailureResult, journey: JourneyExchange): Answer {
  const { error, transactionId, ending, gathered } = result;
  const failureUrl = failureUrlOf(result, journey);
  const details = ending.details ?? {};
  if (error !== undefined && error !== null) {
    const code = error instanceof SallyportError ? error.code : "journey.node-failed";
    journey.services.log.warn({ transactionId, code, cause: describeError(error) }, "a journey ended with an error");
    if (error instanceof SallyportError && keepsStatus(error)) return errorAnswer(error);
    return loginFailure({ message: ending.message, failureUrl, details });
  }
  const message = ending.message ?? lockoutMessage(result, journey) ?? gathered.errorMessage;
  return loginFailure({ message, failureUrl, details });
}

function keepsStatus({ status, code }: SallyportError): boolean {
  return status === 429 || status === 503 || code === "journey.changed" || code === "journey.device-changed";
}

/** What a node wants a person to read whose account is locked. */
function lockoutMessage(result: FailureResult, { exchange, services }: JourneyExchange): string | null {
  const { lockoutMessage: message } = result.gathered;
  if (message === null) return null;
  const user = claimedUser(result, exchange.realm.path, services.users);
  return user !== null && (user.locked || !user.active) ? message : null;
}
