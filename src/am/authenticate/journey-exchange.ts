import type { Exchange } from "../exchange.ts";
import type { AmServices } from "../services.ts";
import type { StartFacts } from "../waiting.ts";
import type { ExistingSession } from "./existing-session.ts";

/** A request of a journey, as far as its answer depends on it. */
export interface JourneyExchange {
  readonly exchange: Exchange;
  readonly start: StartFacts;
  readonly existing: Pick<ExistingSession, "session"> | null;
  readonly services: AmServices;
  /** Id of the execution, when it has waited before. */
  readonly id?: string;
}
