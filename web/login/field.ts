import type { Json } from "../../src/core/json.ts";

/** One callback as it is shown. */
export interface Field {
  readonly element: HTMLElement;
  /** The entered values by input name; absent where nothing can be entered. */
  readonly read?: () => readonly (readonly [string, Json])[];
}
