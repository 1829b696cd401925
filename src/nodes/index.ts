/** The catalogue of nodes: PingAM's type ids, attributes and outcomes. One folder a node. */
export { nodeCatalogue } from "./catalogue.ts";
export { nodeErrors } from "./errors.ts";
export { inTuneHeadersOf } from "./intune/headers.ts";
export type { NodeServices } from "./services.ts";
