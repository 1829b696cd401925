import type { JourneyFile } from "../../journey/index.ts";
import { documentedSettings } from "./documented.ts";
import { intuneNodesOf } from "./placed.ts";

/**
 * The header names that the Intune nodes of these journeys read. They are identity headers, and are guarded as such at
 * the gateway and at the server.
 */
export function inTuneHeadersOf(journeys: readonly JourneyFile[]): string[] {
  const documentedDefault = documentedSettings.inTuneHeader.parse(undefined);
  return journeys.flatMap(intuneNodesOf).flatMap(({ attributes: { inTuneHeader, inTuneSS } }) => {
    if (inTuneSS === true) return [];
    return [typeof inTuneHeader === "string" ? inTuneHeader : documentedDefault];
  });
}
