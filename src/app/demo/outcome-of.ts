import { z } from "zod";
import type { Json } from "../../core/json.ts";

/** What the table shows of a login, read from the trace events that the engine wrote. */
export interface Travelled {
  /** The outcome of the Intune node. */
  readonly outcome: string;
  /** The nodes in order, inner journeys in brackets. */
  readonly path: string;
}

const event = z.looseObject({
  path: z.array(z.string()),
  nodeId: z.string(),
  nodeType: z.string(),
  displayName: z.string(),
  outcome: z.string().nullable(),
});

export function travelled(trace: readonly Json[]): Travelled {
  const events = trace.map((read) => event.parse(read)).filter(({ outcome }) => outcome !== null);
  const outcome = events.find(({ nodeType }) => nodeType === "IntuneNode")?.outcome ?? "none";
  // What an inner journey did is summed up by the node that ran it.
  const outer = events.filter(({ path }) => path.length === 1);
  return { outcome, path: outer.map(nameOf).join(" → ") };
}

function nameOf({ nodeType, displayName, outcome }: z.output<typeof event>): string {
  if (nodeType === "IntuneNode") return "Intune";
  const decided = outcome === "outcome" || outcome === "true" ? "" : ` (${outcome})`;
  return `${displayName}${decided}`;
}
