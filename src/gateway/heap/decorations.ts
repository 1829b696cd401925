import type { JsonObject } from "../../core/json.ts";
import { at, invalidAt, type Place } from "../config/place.ts";
import type { Scope } from "../config/scope.ts";
import { baseUri } from "./base-uri.ts";
import type { HeapObject } from "./heap-object.ts";
import type { Services } from "./model.ts";
import { runtimeTemplate } from "./templates.ts";

/** Keys beside `name`, `type` and `config`: decorations. Only baseURI changes what happens to a request. */

export const decorationNames = ["baseURI", "capture", "timer", "tracing"];
const diagnostics: ReadonlySet<string> = new Set(["capture", "timer", "tracing"]);

/** @throws {gateway.config-invalid} for a baseURI that can never be one */
export function decorate(
  object: HeapObject,
  declaration: JsonObject,
  place: Place,
  around: { scope: Scope; services: Services },
): HeapObject {
  const { scope, services } = around;
  for (const key of Object.keys(declaration)) {
    if (diagnostics.has(key)) services.lint(at(place, key), "this decoration has no effect yet");
  }
  const value = declaration.baseURI;
  if (value === undefined) return object;
  const here = at(place, "baseURI");
  if (typeof value !== "string") throw invalidAt(here, "must be a text");
  const { directory, log } = services;
  const rebase = baseUri(runtimeTemplate(value, here, { scope, directory, log }), here);
  if (object.kind === "handler") {
    return {
      kind: "handler",
      handle: async (exchange) => {
        rebase(exchange);
        return object.handle(exchange);
      },
    };
  }
  if (object.kind !== "filter") throw invalidAt(here, "decorates handlers and filters only");
  return {
    kind: "filter",
    filter: async (exchange, next) => {
      rebase(exchange);
      return object.filter(exchange, next);
    },
  };
}
