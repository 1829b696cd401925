import { scriptErrors } from "../errors.ts";

/** What a walk through a value is counted against: one step a node, and the characters it writes. */
export interface Meter {
  /** Counts memory that the call takes (characters, or items of a collection); throws over the run's limit. */
  charge(units: number): void;
  /** Counts work that the call does, in steps of the machine; throws over the run's limit. */
  work(steps: number): void;
}

const most = { steps: 100_000, units: 1_000_000 };

/**
 * For a walk that no run pays for: 100,000 nodes and 1,000,000 characters.
 *
 * @throws {script.timeout} {script.out-of-memory} from its functions, past those
 */
export function ownMeter(): Meter {
  const left = { ...most };
  return {
    work: (steps) => {
      left.steps -= steps;
      if (left.steps < 0) throw scriptErrors.error("script.timeout", { detail: "a value has too many parts" });
    },
    charge: (units) => {
      left.units -= units;
      if (left.units < 0) throw scriptErrors.error("script.out-of-memory", { detail: "a value is too large" });
    },
  };
}
