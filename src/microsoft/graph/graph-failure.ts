import { z } from "zod";
import { failure, plainCode, requestIdsAmong, type VerdictFailure } from "../failure.ts";
import { type Answer, type Exchange, parseBody } from "../http.ts";
import type { ReasonCode } from "../reasons.ts";
import { activityIdIn, innermostMessage, scopesIn } from "./message.ts";

const envelope = z.object({
  error: z.object({
    code: z.string().catch(""),
    message: z.string().catch(""),
    innerError: z.object({ "request-id": z.unknown(), "client-request-id": z.unknown() }).partial().catch({}),
  }),
});

interface GraphError {
  readonly code: string;
  readonly message: string;
  readonly requestIds: readonly unknown[];
}

/** What an error answer says; anything unparsable is kept as a status only. */
function graphError(answer: Answer): GraphError {
  const parsed = envelope.safeParse(parseBody(answer.text));
  if (!parsed.success) return { code: "", message: "", requestIds: [] };
  const { code, message, innerError } = parsed.data.error;
  return { code, message: innermostMessage(message), requestIds: Object.values(innerError) };
}

/** Whether Graph says that the token is no good, so that a new one may help. `UnknownError` says something else. */
export function isTokenRefused(exchange: Exchange): boolean {
  if (exchange.outcome === "no-answer" || exchange.status !== 401) return false;
  return graphError(exchange).code === "InvalidAuthenticationToken";
}

/** The failure that an exchange other than a good 200 amounts to. `requestId` is the one that we sent. */
export function graphFailure(exchange: Exchange, requestId: string): VerdictFailure {
  if (exchange.outcome === "no-answer") {
    return failure("graph-unavailable", { requestIds: [requestId], causes: [`GraphAnswer: ${exchange.fault}`] });
  }
  const { status, headers, fault } = exchange;
  const { code, message, requestIds } = graphError(exchange);
  const scopes = status === 403 ? scopesIn(message) : [];
  const summary = ["GraphAnswer:", status, plainCode(code), fault ?? ""].filter((part) => part !== "").join(" ");
  const isClaimsChallenge = /\binsufficient_claims\b/.test(`${code} ${headers["www-authenticate"] ?? ""}`);
  return failure(status === 403 && isClaimsChallenge ? "blocked-by-policy" : reasonOf(status, code), {
    status,
    requestIds: requestIdsAmong([headers["request-id"], requestId, ...requestIds, activityIdIn(message)]),
    causes: [summary, ...(scopes.length === 0 ? [] : [`RequiredPermission: one of ${scopes.join(", ")}`])],
  });
}

function reasonOf(status: number, code: string): ReasonCode {
  if (status === 401) return code === "UnknownError" ? "intune-not-available-for-tenant" : "token-rejected";
  if (status === 403) return "permission-missing";
  if (status === 404) return "device-not-found";
  if (status === 429) return "throttled";
  if (status >= 500 || status === 408) return "graph-unavailable";
  return status >= 400 ? "request-rejected" : "bad-response";
}

/** A 200 whose body is not what was asked for. `problem` is a text of ours. */
export function badResponse(answer: Answer, requestId: string, problem: string): VerdictFailure {
  return failure("bad-response", {
    status: answer.status,
    requestIds: requestIdsAmong([answer.headers["request-id"], requestId]),
    causes: [`GraphAnswer: ${answer.status} ${problem}`],
  });
}
