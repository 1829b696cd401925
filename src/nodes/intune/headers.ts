import type { JourneyFile } from "../../journey/index.ts";
import { intuneConfig } from "./config.ts";

/**
 * The header names that the Intune nodes of these journeys read. They are identity headers, and are guarded as such at
 * the gateway and at the server.
 */
export function inTuneHeadersOf(journeys: readonly JourneyFile[]): string[] {
  const { inTuneHeader: documentedDefault } = intuneConfig.parse({});
  return journeys.flatMap(({ tree, nodes }) =>
    Object.entries(tree.nodes).flatMap(([id, { nodeType }]) => {
      const attributes = nodes[id];
      if (nodeType !== "IntuneNode" || attributes === undefined || attributes.inTuneSS === true) return [];
      return typeof attributes.inTuneHeader === "string" ? [attributes.inTuneHeader] : [documentedDefault];
    }),
  );
}
