import { setImmediate } from "node:timers/promises";
import { type FilterableDevice, filterablePart } from "../filterable-device.ts";
import type { GeneratedFleet } from "./generated-fleet.ts";

/** As many as take some milliseconds; other requests are answered between two slices. */
const slice = 200;

/**
 * What a generated fleet can be filtered by. To make 100,000 devices takes seconds, so it is done when somebody filters
 * for the first time, once for all who wait, and what is kept is a small part of each device.
 *
 * @param closed ends the work early
 */
export function createFilterableFleet(
  fleet: Pick<GeneratedFleet, "count" | "at">,
  closed: AbortSignal,
): () => Promise<readonly FilterableDevice[]> {
  let made: Promise<readonly FilterableDevice[]> | undefined;
  return () => {
    made ??= makeInSlices(fleet, closed);
    return made;
  };
}

async function makeInSlices(
  { count, at }: Pick<GeneratedFleet, "count" | "at">,
  closed: AbortSignal,
): Promise<readonly FilterableDevice[]> {
  const parts: FilterableDevice[] = [];
  // Once the emulator is closed nobody is left to read them.
  while (parts.length < count && !closed.aborted) {
    const end = Math.min(parts.length + slice, count);
    while (parts.length < end) parts.push(filterablePart(at(parts.length)));
    await setImmediate();
  }
  return parts;
}
