/** The journey files of a deployment as a living thing: read, changed through the API, watched. */
export { type LiveConfiguration, openConfiguration, recoverJourneyFiles } from "./open-configuration.ts";
