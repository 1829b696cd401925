import type { TraceEvent } from "../../journey/index.ts";

/** What the table shows of a login, read from the trace events that the engine wrote. */
export interface Travelled {
  /** The outcome of the Intune node. */
  readonly outcome: string;
  /** The nodes in order, inner journeys in brackets. */
  readonly path: string;
}

export function travelled(trace: readonly TraceEvent[]): Travelled {
  const events = trace.filter(({ outcome }) => outcome !== null);
  const outcome = events.find(({ nodeType }) => nodeType === "IntuneNode")?.outcome ?? "none";
  // What an inner journey did is summed up by the node that ran it.
  const outer = events.filter(({ path }) => path.length === 1);
  return { outcome, path: outer.map(nameOf).join(" → ") };
}

function nameOf({ nodeType, displayName, outcome }: TraceEvent): string {
  if (nodeType === "IntuneNode") return "Intune";
  const decided = outcome === "outcome" || outcome === "true" ? "" : ` (${outcome})`;
  return `${displayName}${decided}`;
}
