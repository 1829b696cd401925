import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../../core/log.ts";
import type { Random } from "../../core/random.ts";

/** The three programs that a deployment runs. */
export const partNames = ["emulator", "server", "gateway"] as const;

export type PartName = (typeof partNames)[number];

/** A part that runs in this process. */
export interface RunningPart {
  readonly name: PartName;
  /** Where it listens: `https://localhost:8443`. */
  readonly origin: string;
  close(): Promise<void>;
}

/** What every part is given. */
export interface PartContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export function isPartName(name: string): name is PartName {
  return partNames.some((known) => known === name);
}
