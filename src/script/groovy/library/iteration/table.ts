import type { GroovyCall, NativeResult } from "../../host-class.ts";
import type { GroovyValue } from "../../values.ts";
import { collecting } from "./collecting.ts";
import type { IterationMethods } from "./common.ts";
import { finding } from "./finding.ts";
import { ordering } from "./ordering.ts";
import { visiting } from "./visiting.ts";

/** What Groovy adds to everything that can be gone through: lists, arrays, sets, maps, ranges, texts, and null. */
export const iterationMethods: IterationMethods = { ...visiting, ...finding, ...collecting, ...ordering };

/** The same in the shape of a class's table. */
export function iteration(): Record<
  string,
  (self: unknown, args: readonly GroovyValue[], call: GroovyCall, value: GroovyValue) => NativeResult
> {
  return Object.fromEntries(
    Object.entries(iterationMethods).map(([name, method]) => [
      name,
      (_self, args, call, value) => method(value, args, call),
    ]),
  );
}
