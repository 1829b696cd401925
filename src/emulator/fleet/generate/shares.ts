import type { Derived } from "../derive.ts";

/** Draws a name with the probability that its share stands for. */
export type Draw<Name extends string> = (derived: Derived, purpose: string) => Name;

const resolution = 1_000_000;

/** @param shares at least one of them above 0 */
export function drawByShare<Name extends string>(
  names: readonly [Name, ...Name[]],
  shares: Readonly<Record<Name, number>>,
): Draw<Name> {
  const total = names.reduce((sum, name) => sum + shares[name], 0);
  let reached = 0;
  const bounds = names.map((name) => {
    reached += shares[name];
    return { name, bound: (reached / total) * resolution };
  });
  return (derived, purpose) => {
    const drawn = derived.integer(purpose, 0, resolution - 1);
    return bounds.find(({ bound }) => drawn < bound)?.name ?? names[0];
  };
}
