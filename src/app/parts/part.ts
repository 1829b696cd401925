import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../../core/log.ts";
import type { Exposition, MetricsSnapshot } from "../../core/metrics.ts";
import type { Random } from "../../core/random.ts";
import type { TicketSecret } from "../../gateway/index.ts";

/** The three programs that a deployment runs. */
export const partNames = ["emulator", "server", "gateway"] as const;

export type PartName = (typeof partNames)[number];

/** A part that runs in this process. */
export interface RunningPart {
  readonly name: PartName;
  /** Where it listens: `https://localhost:8443`. */
  readonly origin: string;
  close(): Promise<void>;
  /** Reads again what may change while it runs; on SIGHUP. Never rejects. */
  reload?(): Promise<void>;
  /** What this process has counted. */
  metrics?(): Promise<MetricsSnapshot>;
}

/** What every part is given. */
export interface PartContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** The metrics of all processes of this part, where it has several. */
  readonly exposition?: () => Promise<Exposition>;
  /** What they make the keys of their TLS session tickets from. */
  readonly tickets?: TicketSecret;
}

export function isPartName(name: string): name is PartName {
  return partNames.some((known) => known === name);
}
