import type { Clock } from "../core/clock.ts";
import type { Random } from "../core/random.ts";
import type { JourneySet } from "./load.ts";
import type { TraceSink } from "./trace.ts";

/** What an engine needs of the world. */
export interface EngineOptions<Services> {
  /** The journeys of a realm, or undefined for a realm that does not exist. */
  readonly journeys: (realm: string) => JourneySet<Services> | undefined;
  readonly services: Services;
  readonly clock: Clock;
  readonly random: Random;
  readonly trace: TraceSink;
}

/** The address that resumes a suspended journey. */
export type ResumeUri = (suspendedId: string) => string;
