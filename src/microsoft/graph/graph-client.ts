import type { Clock } from "../../core/clock.ts";
import type { Random } from "../../core/random.ts";
import type { ResolvedConnection } from "../connection.ts";
import type { Counters } from "../counters.ts";
import { type Deadline, pause } from "../deadline.ts";
import type { AccessToken } from "../entra/token-request.ts";
import type { TokenSource } from "../entra/token-source.ts";
import { failure, type VerdictFailure } from "../failure.ts";
import { type Answer, type Exchange, type HttpClient, isTimeOut, tooLarge } from "../http.ts";
import { isPassing, jitter, retryAfter } from "../retry.ts";
import type { Timeouts } from "../timeouts.ts";
import { type CallResult, createBreaker } from "./breaker.ts";
import { createBudget, type Lane } from "./budget.ts";
import { graphFailure, isTokenRefused } from "./graph-failure.ts";
import { type GraphAnswer, type Reading, readAnswer } from "./reading.ts";

/** One thing that a caller wants from Graph, however many calls it takes. */
export interface GraphOperation {
  readonly connection: ResolvedConnection;
  /** Sent as `client-request-id` with every call of the operation. */
  readonly requestId: string;
  readonly deadline: Deadline;
}

/** One resource to read. */
export interface GraphQuestion<Value> {
  readonly url: URL;
  readonly maxBytes: number;
  readonly read: Reading<Value>;
  /** Default `devices`. */
  readonly lane?: Lane;
}

/**
 * Reads from Graph with the connection's token. Here is the one place that repeats, waits, and leaves a failing Graph
 * alone.
 */
export interface GraphClient {
  /** What a 200 says, or the failure that anything else amounts to. A token is sent to the connection's Graph only. */
  get<Value>(operation: GraphOperation, question: GraphQuestion<Value>): Promise<GraphAnswer<Value> | VerdictFailure>;
}

interface GraphClientOptions {
  readonly http: HttpClient;
  readonly tokens: TokenSource;
  readonly clock: Clock;
  readonly random: Random;
  readonly counters: Counters;
  readonly timeouts: Pick<Timeouts, "rejectedTokenPause" | "retryPause" | "breakerOpen">;
}

const mostAttempts = 4;
const longestPause = 2_000;

export function createGraphClient(options: GraphClientOptions): GraphClient {
  const { http, tokens, clock, random, counters, timeouts } = options;
  const openFor = timeouts.breakerOpen;
  const breaker = createBreaker({ clock, openFor, onOpen: () => counters.count("breakerOpened") });
  const budget = createBudget(clock);

  /** One call, when the budget has room and the breaker is closed. */
  const send = async (
    { connection, requestId, deadline }: GraphOperation,
    { url, maxBytes, lane = "devices" }: GraphQuestion<unknown>,
    token: AccessToken,
  ): Promise<Exchange | VerdictFailure> => {
    const wait = budget.take(connection.app, lane, deadline.remaining());
    const requestIds = [requestId];
    if (wait === null) return unaffordable(budget.isSilenced(connection.app, lane), requestIds);
    if (wait > 0) await pause(wait, deadline);
    if (deadline.signal.aborted) return failure("graph-unavailable", { requestIds, causes: ["Deadline: passed"] });
    if (!breaker.enter(connection.service)) {
      return failure("graph-unavailable", { requestIds, causes: ["CircuitBreaker: open"] });
    }
    counters.count("graphRequests");
    let result: CallResult = "abandoned";
    try {
      const authorization = `Bearer ${token.value.reveal()}`;
      const headers = { ...ownHeaders, authorization, "client-request-id": requestId };
      const exchange = await http.exchange({ method: "GET", url, headers, maxBytes }, deadline);
      result = resultOf(exchange, deadline);
      if (isThrottled(exchange)) {
        counters.count("throttled");
        budget.silence(connection.app, lane, retryAfter(exchange, clock) ?? 0);
      }
      return exchange;
    } finally {
      breaker.settle(connection.service, result);
    }
  };

  /** Milliseconds until a repeat, `null` when there shall be none. The budget does the waiting that a 429 asks for. */
  const pauseBeforeRepeat = (exchange: Exchange, attempt: number): number | null => {
    // Whoever keeps us waiting is asked once more only: waiting is what a login has least of.
    if (attempt >= (isTimeOut(exchange) ? 2 : mostAttempts) || !isPassing(exchange)) return null;
    const asked = retryAfter(exchange, clock);
    if (isThrottled(exchange) && asked !== null) return 0;
    return Math.max(asked ?? 0, jitter(attempt, { first: timeouts.retryPause, longest: longestPause }, random));
  };

  return {
    async get(operation, question) {
      const { connection, deadline, requestId } = operation;
      if (question.url.origin !== connection.graph) {
        return failure("bad-response", { requestIds: [requestId], causes: ["GraphRequest: link to another origin"] });
      }
      let token = await tokens.token(connection);
      let isReplaced = false;
      let isReread = false;
      let last: VerdictFailure | null = null;
      for (let attempt = 1; ; ) {
        if (token.outcome === "failure") return token;
        const exchange = await send(operation, question, token);
        if (exchange.outcome === "failure") return last ?? exchange;
        if (isTokenRefused(exchange) && !isReplaced) {
          isReplaced = true;
          await pause(timeouts.rejectedTokenPause, deadline);
          token = await tokens.replace(connection, token);
          continue;
        }
        const answer = isWhole(exchange)
          ? readAnswer(exchange, requestId, question.read)
          : graphFailure(exchange, requestId);
        if (answer.outcome === "answered") return answer;
        last = answer;
        if (isMisread(exchange) && !isReread) isReread = true;
        else {
          const wait = pauseBeforeRepeat(exchange, attempt);
          if (wait === null || wait > deadline.remaining()) return answer;
          attempt += 1;
          await pause(wait, deadline);
        }
        counters.count("retries");
      }
    },
  };
}

const ownHeaders = { accept: "application/json", "user-agent": "sallyport" };

function isThrottled(exchange: Exchange): boolean {
  return exchange.outcome === "answer" && exchange.status === 429;
}

function isWhole(exchange: Exchange): exchange is Answer {
  return exchange.outcome === "answer" && exchange.status === 200 && exchange.fault === null;
}

/** A 200 that broke off, or is not what was asked for: worth one more look, unless it was too large. */
function isMisread(exchange: Exchange): boolean {
  return exchange.outcome === "answer" && exchange.status === 200 && exchange.fault !== tooLarge;
}

function resultOf(exchange: Exchange, { signal }: Deadline): CallResult {
  if (exchange.outcome === "answer") return exchange.status >= 500 ? "failed" : "answered";
  return signal.aborted ? "abandoned" : "failed";
}

/** No room in the budget before the deadline: because Graph asked for silence, or because this process asks too much. */
function unaffordable(isSilenced: boolean, requestIds: readonly string[]): VerdictFailure {
  return isSilenced
    ? failure("throttled", { status: 429, requestIds, causes: ["ClientBudget: silent, as Graph asked"] })
    : failure("overloaded", { requestIds, causes: ["ClientBudget: spent"] });
}
