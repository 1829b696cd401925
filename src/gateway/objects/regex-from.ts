import { SallyportError } from "../../core/errors.ts";
import type { Regex } from "../../core/regex/regex.ts";
import { compileRegex } from "../el/regex.ts";
import type { BuildContext } from "../heap/model.ts";

/**
 * A regular expression of a configuration.
 *
 * @throws {gateway.config-invalid} naming its place
 */
export function regexFrom(pattern: string, context: BuildContext, ...path: PropertyKey[]): Regex {
  try {
    return compileRegex(pattern);
  } catch (problem) {
    if (!(problem instanceof SallyportError)) throw problem;
    throw context.problem(problem.message, ...path);
  }
}
