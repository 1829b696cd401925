import { invalidAt } from "../../config/place.ts";
import { baseUri, noteOrigin } from "../base-uri.ts";
import { runtimeTemplate } from "../templates.ts";
import type { Decorator } from "./decorator.ts";

/**
 * `BaseUriDecorator`: replaces scheme, host and port of a request and nothing else, whatever path and query the value has.
 * A value without scheme or host changes nothing; none at all, or one that is no address, fails the request.
 */
export const baseUriDecorator: Decorator = {
  decorate: (object, value, { place, scope, services }) => {
    if (typeof value !== "string") throw invalidAt(place, "must be a text");
    const template = runtimeTemplate(value, place, { scope, services });
    if (template.needs.size > 0) throw invalidAt(place, "cannot read a body");
    const rebase = baseUri(template, place);
    noteOrigin(template, services);
    if (object.kind === "handler") {
      const { handle } = object;
      return {
        kind: "handler",
        handle: (exchange) => {
          rebase(exchange);
          return handle(exchange);
        },
      };
    }
    const { filter } = object;
    return {
      kind: "filter",
      filter: (exchange, next) => {
        rebase(exchange);
        return filter(exchange, next);
      },
    };
  },
};
