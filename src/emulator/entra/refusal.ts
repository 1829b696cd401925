import type { Clock } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Random } from "../../core/random.ts";
import { type AadstsCode, aadsts, isAadstsCode } from "./aadsts.ts";

/** Why a token request is refused: a documented AADSTS code, or something that only the emulator cannot do. */
export type EntraProblem =
  | { readonly aadsts: AadstsCode; readonly subject: string }
  | { readonly notImplemented: string };

/** Ends a token request; {@link entraErrorBody} alone turns it into an answer. */
export class EntraRefusal extends Error {
  override readonly name = "EntraRefusal";
  readonly problem: EntraProblem;

  constructor(problem: EntraProblem) {
    super("aadsts" in problem ? `AADSTS${problem.aadsts}` : `not implemented: ${problem.notImplemented}`);
    this.problem = problem;
  }
}

export function refuse(code: AadstsCode, subject = ""): EntraRefusal {
  return new EntraRefusal({ aadsts: code, subject: subject.slice(0, 200) });
}

/** @throws EntraRefusal with the code that the fleet document sets for an app or a user, if it sets one */
export function refuseAsConfigured(code: number | undefined, subject: string): void {
  if (code !== undefined && isAadstsCode(code)) throw refuse(code, subject);
}

export function notImplemented(what: string): EntraRefusal {
  return new EntraRefusal({ notImplemented: what });
}

export interface EntraErrorContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly correlationId: string;
}

/** The error answer of the token endpoint. */
export function entraErrorBody(
  refusal: EntraRefusal,
  context: EntraErrorContext,
): { status: number; body: JsonObject } {
  const { problem } = refusal;
  if ("notImplemented" in problem) {
    const error_description = `The Sallyport emulator does not implement ${problem.notImplemented}.`;
    return { status: 501, body: { error: "not_implemented", error_description } };
  }
  const spec = aadsts(problem.aadsts);
  const timestamp = `${new Date(context.clock.now()).toISOString().slice(0, 19).replace("T", " ")}Z`;
  const traceId = context.random.uuid();
  const lines = [
    `AADSTS${problem.aadsts}: ${spec.text(problem.subject)}`,
    `Trace ID: ${traceId}`,
    `Correlation ID: ${context.correlationId}`,
    `Timestamp: ${timestamp}`,
  ];
  const body = {
    error: spec.error,
    error_description: lines.join("\r\n"),
    error_codes: [problem.aadsts],
    timestamp,
    trace_id: traceId,
    correlation_id: context.correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${problem.aadsts}`,
    ...(spec.suberror === undefined ? {} : { suberror: spec.suberror }),
  };
  return { status: spec.status, body };
}
