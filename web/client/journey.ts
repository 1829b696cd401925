import type { Json } from "../../src/core/json.ts";
import type { JourneyAddress } from "./address.ts";
import { type Answer, type HttpAnswer, readAnswer } from "./answer.ts";
import { parseJson } from "./json.ts";
import { queryText } from "./parameters.ts";
import { readSessionInfo, type SessionInfo } from "./session.ts";
import { filledStep, type InputValues, type Step } from "./step.ts";

/** What the functions of this file need: where the journeys are, and how to get there. */
export interface JourneyContext {
  readonly address: JourneyAddress;
  readonly fetch: typeof fetch;
  /** Milliseconds since the epoch; reads a `Retry-After` date. */
  readonly now: () => number;
}

/** Longest wait for one answer, in milliseconds. */
const answerTimeout = 30_000;

const authenticateVersion = "protocol=1.0,resource=2.1";
const sessionsVersion = "protocol=1.0,resource=4.0";

/** Begins a journey. Sends every parameter of the address. */
export async function start(context: JourneyContext): Promise<Answer> {
  return authenticate(context, {});
}

/** Answers a step: sends all of it back with the given inputs filled in. */
export async function next(context: JourneyContext, step: Step, values: InputValues): Promise<Answer> {
  return authenticate(context, filledStep(step, values));
}

/** What the server tells of a session; `undefined` when it tells nothing or cannot be reached. */
export async function sessionInfo(context: JourneyContext, tokenId: string): Promise<SessionInfo | undefined> {
  const answer = await post(context, "sessions/?_action=getSessionInfo", sessionsVersion, { tokenId });
  return answer?.status === 200 ? readSessionInfo(answer.body) : undefined;
}

/** Ends a session. True when it has ended, also when it had before (PingAM answers 401 then). */
export async function logout(context: JourneyContext, tokenId: string): Promise<boolean> {
  const answer = await post(context, "sessions/?_action=logout", sessionsVersion, { tokenId });
  return answer !== undefined && ((answer.status >= 200 && answer.status < 300) || answer.status === 401);
}

async function authenticate(context: JourneyContext, body: Json): Promise<Answer> {
  const path = `authenticate${queryText(context.address.parameters)}`;
  const answer = await post(context, path, authenticateVersion, body);
  return answer === undefined ? { kind: "no-answer", transactionId: "" } : readAnswer(answer, context.now());
}

/** Posts JSON. `undefined` when no whole answer came: `fetch` says so with a TypeError, a time-out with a DOMException. */
async function post(
  context: JourneyContext,
  path: string,
  version: string,
  body: Json,
): Promise<HttpAnswer | undefined> {
  try {
    const response = await context.fetch(`${context.address.realmUrl}/${path}`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "Accept-API-Version": version,
        "X-Requested-With": "sallyport-login",
      },
      body: JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      // The API never redirects; a redirect would carry answers and passwords to an address that nobody chose.
      redirect: "error",
      signal: AbortSignal.timeout(answerTimeout),
    });
    return {
      status: response.status,
      body: parseJson(await response.text()),
      transactionId: response.headers.get("X-ForgeRock-TransactionId") ?? "",
      retryAfter: response.headers.get("Retry-After"),
    };
  } catch (cause) {
    if (cause instanceof TypeError || cause instanceof DOMException) return undefined;
    throw cause;
  }
}
