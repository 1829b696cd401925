import type { Clock } from "../../core/clock.ts";
import { describeError, SallyportError } from "../../core/errors.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import type { Logger } from "../../core/log.ts";
import { at, describePlace, invalidAt, type Place } from "../config/place.ts";
import type { Scope } from "../config/scope.ts";
import { type Assignment, compileTarget } from "../el/assign.ts";
import type { Need } from "../el/known.ts";
import { compileTemplate } from "../el/template.ts";
import { type ElValue, elToJson, toText } from "../el/values.ts";
import { configurationNames, runtimeNames } from "../el/variables.ts";
import type { Exchange, GatewayResponse } from "../http/exchange.ts";

/** A text of a route that is evaluated for every request. */
export interface RuntimeTemplate {
  /** The value of a text that depends on no request, when that is a text. */
  readonly constant: string | undefined;
  /** Bodies that must be in memory when it is evaluated; the heap sees to that for handlers and filters. */
  readonly needs: ReadonlySet<Need>;
  /** Null when the evaluation fails; the log says where and why. */
  value(exchange: Exchange, response?: GatewayResponse | null): ElValue;
  /** The value as a text; null when there is none, or the evaluation fails. */
  text(exchange: Exchange, response?: GatewayResponse | null): string | null;
}

/** A place of a request or response that values can be written to. */
export interface RuntimeTarget {
  /** False for what PingGateway knows and nobody can write: such a write is ignored. */
  readonly writable: boolean;
  /**
   * Writes a value; what cannot be written is left as it is, and the log says why.
   *
   * @returns the response to go on with; null when there is none
   */
  assign(exchange: Exchange, response: GatewayResponse | null, value: ElValue): GatewayResponse | null;
}

interface Surroundings {
  readonly scope: Scope;
  readonly services: { readonly clock: Clock; readonly directory: string; readonly log: Logger };
}

/** @throws {gateway.config-invalid} with the place and the column */
export function runtimeTemplate(text: string, place: Place, { scope, services }: Surroundings): RuntimeTemplate {
  const { directory, clock, log } = services;
  const template = compileAt(place, () => compileTemplate(text, runtimeNames({ ...scope, directory, clock })));
  const { constant, needs, evaluate } = template;
  const value: RuntimeTemplate["value"] = (exchange, response = null) => {
    try {
      return evaluate({ exchange, response });
    } catch (problem) {
      if (!(problem instanceof SallyportError)) throw problem;
      log.warn({ at: describePlace(place), why: describeError(problem) }, "an expression failed");
      return null;
    }
  };
  return {
    constant: typeof constant === "string" ? constant : undefined,
    needs,
    value,
    text: (exchange, response) => {
      const found = value(exchange, response);
      return found === null ? null : toText(found);
    },
  };
}

/** @throws {gateway.config-invalid} when the text is no single expression that names one place */
export function runtimeTarget(text: string, place: Place, { scope, services }: Surroundings): RuntimeTarget {
  const { directory, clock, log } = services;
  const assignment: Assignment = compileAt(place, () =>
    compileTarget(text, runtimeNames({ ...scope, directory, clock })),
  );
  return {
    writable: assignment.writable,
    assign: (exchange, response, value) => {
      try {
        return assignment.assign(exchange, response, value);
      } catch (problem) {
        if (!(problem instanceof SallyportError)) throw problem;
        log.warn({ at: describePlace(place), why: describeError(problem) }, "a value was not assigned");
        return response;
      }
    },
  };
}

/**
 * A text that is evaluated where the file is loaded.
 *
 * @throws {gateway.config-invalid} with the place and the column
 */
export function configurationText(text: string, place: Place, around: Surroundings): string {
  return toText(configurationElValue(text, place, around));
}

/**
 * A value of a file with every text in it evaluated. `${heap['Name']}` becomes `{"$heap": "Name"}`.
 *
 * @throws {gateway.config-invalid} with the place and the column
 */
export function configurationValue(value: Json, place: Place, around: Surroundings): Json {
  if (typeof value === "string") return elToJson(configurationElValue(value, place, around));
  if (Array.isArray(value)) return value.map((item, index) => configurationValue(item, at(place, index), around));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [key, configurationValue(item, at(place, key), around)]));
}

function configurationElValue(text: string, place: Place, { scope, services }: Surroundings): ElValue {
  const { directory, clock } = services;
  const names = configurationNames({ ...scope, directory, clock });
  return compileAt(place, () => compileTemplate(text, names).evaluate(undefined));
}

function compileAt<Result>(place: Place, compile: () => Result): Result {
  try {
    return compile();
  } catch (problem) {
    if (!(problem instanceof SallyportError)) throw problem;
    throw invalidAt(place, problem.detail ?? problem.message, problem);
  }
}
