import type { JourneySet } from "../../journey/index.ts";
import type { NodeServices } from "../services.ts";

/** The header names that the Intune nodes of a realm read: they are identity headers, and are guarded as such. */
export function inTuneHeadersOf(journeys: JourneySet<NodeServices>): string[] {
  const nodes = journeys.names().flatMap((name) => [...(journeys.find(name)?.nodes.values() ?? [])]);
  return nodes.flatMap(({ type, attributes }) => {
    if (type !== "IntuneNode" || attributes.inTuneSS === true) return [];
    return typeof attributes.inTuneHeader === "string" ? [attributes.inTuneHeader] : [];
  });
}
