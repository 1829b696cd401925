/** What the gateway asks of the nodes, kept apart from them: it has no journeys to run, and loads none of their clients. */
export { certificateHeadersOf } from "./certificate-collector/headers.ts";
export { inTuneHeadersOf } from "./intune/headers.ts";
