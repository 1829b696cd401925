import type { Clock } from "../../core/clock.ts";
import type { Random } from "../../core/random.ts";
import type { Counters } from "../counters.ts";
import { type Deadline, pause } from "../deadline.ts";
import { type Exchange, type HttpCall, type HttpClient, isBrokenConnection } from "../http.ts";
import { isPassing, jitter, retryAfter } from "../retry.ts";
import { isPassingRefusal } from "./refusal.ts";
import type { TokenAnswer } from "./token-answer.ts";

/** One request for a token, repeated only while the trouble may pass by itself. */
export type EntraAsker = (
  call: HttpCall,
  deadline: Deadline,
  read: (exchange: Exchange) => TokenAnswer,
) => Promise<TokenAnswer>;

interface EntraAskerOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly counters: Counters;
  /** Milliseconds: the longest pause before the first repeat. */
  readonly retryPause: number;
}

const mostAttempts = 3;
const longestPause = 2_000;

export function createEntraAsker({ http, clock, random, counters, retryPause }: EntraAskerOptions): EntraAsker {
  return async (call, deadline, read) => {
    for (let attempt = 1; ; attempt += 1) {
      counters.count("tokenRequests");
      const exchange = await http.exchange(call, deadline);
      const answer = read(exchange);
      if (attempt >= mostAttempts || !isWorthRepeating(exchange, answer)) return answer;
      const drawn = jitter(attempt, { first: retryPause, longest: longestPause }, random);
      const wait = Math.max(drawn, retryAfter(exchange, clock) ?? 0);
      if (wait >= deadline.remaining()) return answer;
      await pause(wait, deadline);
      if (deadline.signal.aborted) return answer;
    }
  };
}

/** After a time-out the password may have been counted as wrong already, so only a connection without answer counts. */
function isWorthRepeating(exchange: Exchange, answer: TokenAnswer): boolean {
  if (exchange.outcome === "no-answer") return isBrokenConnection(exchange);
  if (answer.kind === "issued" || exchange.status === 200) return false;
  return isPassing(exchange) || (answer.kind === "refused" && isPassingRefusal(answer));
}
