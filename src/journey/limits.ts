/** What a journey may use: a script or a loop must neither occupy the server nor fill the store. */

/** Nodes that one request may run; a journey that runs more without asking anybody loops. */
export const mostNodesInRequest = 200;

/** Nodes that a journey may run over all its requests. */
export const mostNodesInJourney = 1000;

/** How deep inner trees may stand in each other. */
export const deepestTree = 32;

/** Bytes of JSON that the state of a journey may take while it waits. */
export const largestState = 256 * 1024;

/** Characters of JSON that the nodes of one request may write into the state. */
export const mostWritten = 8 * 1024 * 1024;

/** Hooks that the nodes of a journey may record. */
export const mostHooks = 100;

const minute = 60_000;
const longestJourney = 24 * 60;
const longestSuspension = 30 * 24 * 60;

/** Milliseconds of a journey's duration in minutes: at least none, at most a day. */
export function journeyMs(minutes: number): number {
  return withinMs(minutes, longestJourney);
}

/** Milliseconds of a suspension in minutes: at least none, at most thirty days. */
export function suspensionMs(minutes: number): number {
  return withinMs(minutes, longestSuspension);
}

function withinMs(minutes: number, most: number): number {
  return Math.min(Math.max(Number.isFinite(minutes) ? minutes : 0, 0), most) * minute;
}
