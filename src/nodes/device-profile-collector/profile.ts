import { z } from "zod";
import { isJson, isJsonObject, type JsonObject } from "../../core/json.ts";
import type { NodeState } from "../../journey/index.ts";

/** What a client told about the device it runs on. It is the client's own word: it proves nothing. */

/** Where a Device Profile Collector puts it in shared state. */
export const deviceProfileKey = "forgeRock.device.profile";

export interface CollectedProfile {
  /** The client's own name for the device; it stays the same. */
  readonly identifier: string;
  readonly metadata: JsonObject | null;
  readonly location: Place | null;
}

/** Degrees. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

const place = z.object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) });
const deepestMetadata = 12;
/** Checked without recursion into the schema: metadata nested without end must not exhaust the stack. */
const metadata = z.custom<JsonObject>((value) => isJsonObject(value) && isJson(value, deepestMetadata));

const collected = z.object({
  identifier: z.string().regex(/^\P{Cc}{1,128}$/u),
  metadata: metadata.nullish(),
  location: z.unknown().optional(),
});

/** A profile as a client sends it, or as it was stored; null when it is none. A location that is none is left out. */
export function readProfile(value: unknown): CollectedProfile | null {
  const read = collected.safeParse(value);
  if (!read.success) return null;
  const { identifier, location } = read.data;
  return { identifier, metadata: read.data.metadata ?? null, location: placeOf(location) };
}

/** The profile that was collected in this journey; null when none was. */
export function collectedProfile(state: Pick<NodeState, "get">): CollectedProfile | null {
  return readProfile(state.get(deviceProfileKey));
}

/** The name of the user that the journey is about, proved or not. */
export function usernameOf(state: Pick<NodeState, "get">): string | null {
  const username = state.get("username");
  return typeof username === "string" && username !== "" ? username : null;
}

export function placeOf(value: unknown): Place | null {
  const read = place.safeParse(value);
  return read.success ? read.data : null;
}

const earthRadius = 6371.0088;

/** Kilometres between two places, as the crow flies (haversine). */
export function kilometresBetween(a: Place, b: Place): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const half = (difference: number): number => Math.sin(radians(difference) / 2) ** 2;
  const across = Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude));
  const h = half(b.latitude - a.latitude) + across * half(b.longitude - a.longitude);
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** A number that is exported as a text. */
export function decimal(least: number, most: number): z.ZodType<number, string | number> {
  return z
    .union([z.string().max(32), z.number()])
    .transform((value) => (typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value)))
    .pipe(z.number().min(least).max(most));
}

/** Every value of a profile by its path, to compare two of them. */
export function leavesOf(value: JsonObject): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const visit = (path: string, at: unknown): void => {
    if (isJsonObject(at)) for (const [key, item] of Object.entries(at)) visit(`${path}/${key}`, item);
    else leaves.set(path, JSON.stringify(at));
  };
  visit("", value);
  return leaves;
}
