import { describeError, SallyportError } from "../../core/errors.ts";
import type { Json } from "../../core/json.ts";
import type { FailureResult, Result, SuccessResult } from "../../journey/index.ts";
import { type Answer, ok } from "../answer.ts";
import { sessionCookie } from "../cookies.ts";
import { errorAnswer, loginFailure } from "../error-answer.ts";
import type { Exchange } from "../exchange.ts";
import type { AmServices } from "../services.ts";
import { stepBody } from "../steps.ts";
import type { StartFacts } from "../waiting.ts";
import type { ExistingSession } from "./existing-session.ts";
import { identityOf } from "./identity.ts";
import { newSession } from "./new-session.ts";

/** A request of a journey, as far as its answer depends on it. */
export interface JourneyExchange {
  readonly exchange: Exchange;
  readonly start: StartFacts;
  readonly existing: ExistingSession | null;
  readonly services: AmServices;
  /** Id of the execution, when it has waited before. */
  readonly id?: string;
}

/** Turns what the engine came to into an answer. */
export function answerOf(result: Result, journey: JourneyExchange): Answer {
  const { exchange, services, start, id } = journey;
  if (result.kind === "step") {
    exchange.transaction.id = result.execution.transactionId;
    return ok(stepBody(services.waiting.keep(result.execution, start, id), result));
  }
  exchange.transaction.id = result.transactionId;
  return result.kind === "success" ? successAnswer(result, journey) : failureAnswer(result, journey);
}

function successAnswer(result: SuccessResult, journey: JourneyExchange): Answer {
  const { exchange, start, services } = journey;
  const { path, settings } = exchange.realm;
  const successUrl = start.successUrl ?? textOf(result.shared.successUrl) ?? settings.authentication.successUrl;
  if (start.noSession || result.noSession) return ok({ successUrl, realm: path });
  const identity = identityOf(result, path, services.users);
  if (identity === null) {
    const { transactionId } = result;
    services.log.warn(
      { transactionId, reason: "no-identity" },
      "a journey succeeded without an active identity: refused",
    );
    return loginFailure(null, failureUrlOf(result, journey));
  }
  const session = newSession(result, identity, exchange, services.random);
  const tokenId = services.sessions.create(session);
  endReplacedSession(session.username, journey);
  const cookie = sessionCookie(exchange.realm, exchange.external, tokenId);
  return ok({ tokenId, successUrl, realm: path }, { "set-cookie": cookie });
}

/** The new cookie overwrites the old one: nobody could end that session any more. */
function endReplacedSession(username: string, { existing, exchange, services }: JourneyExchange): void {
  if (existing?.session.username !== username || existing.session.realm !== exchange.realm.path) return;
  services.sessions.remove(existing.session);
}

/**
 * The engine hands over what a node threw. A limit or an outage keeps its status; anything else is a failed login, and
 * its cause goes to the log.
 */
function failureAnswer(result: FailureResult, journey: JourneyExchange): Answer {
  const { error, transactionId } = result;
  if (error !== undefined && error !== null) {
    const code = error instanceof SallyportError ? error.code : "journey.node-failed";
    journey.services.log.warn({ transactionId, code, cause: describeError(error) }, "a journey ended with an error");
    if (error instanceof SallyportError && keepsStatus(error)) return errorAnswer(error);
    return loginFailure(null, failureUrlOf(result, journey));
  }
  return loginFailure(result.gathered.errorMessage, failureUrlOf(result, journey));
}

function keepsStatus({ status, code }: SallyportError): boolean {
  return status === 429 || status === 503 || code === "journey.changed";
}

function failureUrlOf(result: FailureResult | SuccessResult, { exchange, start }: JourneyExchange): string {
  const { failureUrl } = exchange.realm.settings.authentication;
  return start.failureUrl ?? textOf(result.shared.failureUrl) ?? failureUrl;
}

function textOf(value: Json | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
