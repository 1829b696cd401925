import type { ElObject, ElValue } from "./values.ts";

/** `now`: a point in time, and how it moves. */

const unitMilliseconds: readonly (readonly [string, number])[] = [
  ["Millis", 1],
  ["Seconds", 1_000],
  ["Minutes", 60_000],
  ["Hours", 3_600_000],
  ["Days", 86_400_000],
];

/** Milliseconds that `plusMinutes(1)` and its kin add. */
export const instantSteps: ReadonlyMap<string, number> = new Map(
  unitMilliseconds.flatMap(([unit, milliseconds]): [string, number][] => [
    [`plus${unit}`, milliseconds],
    [`minus${unit}`, -milliseconds],
  ]),
);

/** The range of JavaScript's dates. */
const latest = 8.64e15;

/** @param at milliseconds since the epoch; one that no date has is null */
export function instant(at: number): ElObject | null {
  if (!(Math.abs(at) <= latest)) return null;
  const members = new Map<string, () => ElValue>([
    ["epochMillis", () => at],
    ["epochSeconds", () => Math.floor(at / 1_000)],
    ["rfc1123", () => new Date(at).toUTCString()],
  ]);
  return {
    member: (name) => members.get(name)?.() ?? null,
    keys: () => [...members.keys()],
    text: () => new Date(at).toISOString(),
    instant: at,
    identity: `instant ${at}`,
  };
}
