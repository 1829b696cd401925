/** The catalogue of nodes: PingAM's type ids, attributes and outcomes. One folder a node. */
export { nodeCatalogue } from "./catalogue/index.ts";
export { nodeErrors } from "./errors.ts";
export { intuneAdvice, passwordGrantAdvice } from "./intune/advice.ts";
export { inTuneHeadersOf } from "./intune/headers.ts";
export { createRecheckPace, type RecheckPace } from "./intune-remediation/recheck-pace.ts";
export type { NodeServices, PlacedNode } from "./services.ts";
