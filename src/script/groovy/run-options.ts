import type { Clock } from "../../core/clock.ts";
import type { Random } from "../../core/random.ts";
import type { GroovyValue } from "./values.ts";

/** The variables of a run, a `Map` or what makes them when a script first asks for them. */
export interface Bindings {
  get(name: string): GroovyValue | undefined;
  set(name: string, value: GroovyValue): void;
}

/** What one run of a script uses of the world, and how much. */
export interface GroovyRun {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly random?: Random;
  /** Receives `println`. */
  readonly print?: (text: string) => void;
  readonly limits?: {
    /** Steps of the machine, those of callbacks of promises included; about ten million a second. */
    readonly steps?: number;
    /** Characters and items of collections that the run makes, all in all. */
    readonly memory?: number;
    /** Milliseconds until the result, waiting included. */
    readonly milliseconds?: number;
    /** Calls inside calls; one more throws StackOverflowError. */
    readonly depth?: number;
  };
}
