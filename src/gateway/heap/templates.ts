import { describeError, SallyportError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import { describePlace, invalidAt, type Place } from "../config/place.ts";
import type { Scope } from "../config/scope.ts";
import { compileTemplate } from "../el/template.ts";
import { type ElValue, toText } from "../el/values.ts";
import { configurationNames, configurationVariables, runtimeNames, runtimeVariables } from "../el/variables.ts";
import type { Exchange } from "../http/exchange.ts";

/** A text of a route that is evaluated for every request. */
export interface RuntimeTemplate {
  readonly constant: string | undefined;
  /** Null when the evaluation fails; the log says where and why. */
  value(exchange: Exchange): ElValue;
}

interface Surroundings {
  readonly scope: Scope;
  readonly directory: string;
  readonly log: Logger;
}

/** @throws {gateway.config-invalid} with the place and the column */
export function runtimeTemplate(text: string, place: Place, around: Surroundings): RuntimeTemplate {
  const template = compileAt(place, () => compileTemplate(text, runtimeNames(around.scope.properties)));
  return {
    constant: template.constant,
    value: (exchange) => {
      try {
        return template.evaluate(runtimeVariables(exchange, around.directory));
      } catch (problem) {
        if (!(problem instanceof SallyportError)) throw problem;
        around.log.warn({ at: describePlace(place), why: describeError(problem) }, "an expression failed");
        return null;
      }
    },
  };
}

/**
 * A text that is evaluated where the file is loaded.
 *
 * @throws {gateway.config-invalid} with the place and the column
 */
export function configurationText(text: string, place: Place, around: Omit<Surroundings, "log">): string {
  return compileAt(place, () => {
    const template = compileTemplate(text, configurationNames(around.scope.properties));
    return toText(template.evaluate(configurationVariables(around.directory)));
  });
}

function compileAt<Result>(place: Place, compile: () => Result): Result {
  try {
    return compile();
  } catch (problem) {
    if (!(problem instanceof SallyportError)) throw problem;
    throw invalidAt(place, problem.detail ?? problem.message, problem);
  }
}
