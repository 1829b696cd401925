import type { RateLimit } from "../core/rate-limit.ts";
import type { AmOptions } from "./options.ts";
import type { Sessions } from "./sessions.ts";
import type { WaitingSteps } from "./waiting.ts";

/** What the endpoints work with; the server assembles it once. */
export interface AmServices extends Pick<AmOptions, "engine" | "journeys" | "users" | "clock" | "random" | "log"> {
  readonly sessions: Sessions;
  readonly waiting: WaitingSteps;
  readonly starts: RateLimit;
  /** Names of the session cookies of all realms. */
  readonly cookieNames: readonly string[];
}
