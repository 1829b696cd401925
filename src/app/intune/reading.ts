import type { DiagnosisStep, FleetDevice, VerdictFailure } from "../../microsoft/index.ts";
import type { Decision } from "./ask-node.ts";
import type { ConfiguredNode } from "./configured-nodes.ts";

/** A device of the tenant, and what each node would do with it. */
export interface FleetRow {
  readonly device: FleetDevice;
  /** In the order of the nodes. */
  readonly decisions: readonly Decision[];
}

export interface FleetRows {
  readonly outcome: "rows";
  readonly rows: readonly FleetRow[];
  /** Devices read so far. */
  readonly read: number;
  readonly total: number | null;
}

/** A tenant as the nodes that ask there see it. */
export interface FleetReading {
  readonly tenantId: string;
  readonly nodes: readonly ConfiguredNode[];
  /** To be read once; a failure is the last item. */
  readonly pages: AsyncIterable<FleetRows | VerdictFailure>;
  close(): Promise<void>;
}

/** The nodes do not say enough to ask. */
export interface IncompleteFleet {
  readonly step: DiagnosisStep;
}

export function isReading(reading: FleetReading | IncompleteFleet): reading is FleetReading {
  return "pages" in reading;
}
