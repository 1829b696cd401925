import type { Decorator } from "./decorator.ts";
import { isOn } from "./timer.ts";

/** `TracingDecorator`: accepted, so that files load; this gateway sends no spans. */
export const tracingDecorator: Decorator = {
  decorate: (object, value, { place, services }) => {
    if (isOn(value, place)) services.lint(place, "has no effect: this gateway sends no spans");
    return object;
  },
};
