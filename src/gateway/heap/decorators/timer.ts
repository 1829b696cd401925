import type { Json } from "../../../core/json.ts";
import { invalidAt, type Place } from "../../config/place.ts";
import type { Exchange, Handler } from "../../http/exchange.ts";
import type { Decorator } from "./decorator.ts";

/** `TimerDecorator`: counts in a metric and writes to the log how long an object took, and for a filter how much of that was its own. */
export const timerDecorator: Decorator = {
  decorate: (object, value, site) => {
    if (!isOn(value, site.place)) return object;
    const { clock, metrics, log } = site.services;
    const observe = metrics.timer(site.decorator, site.object);
    const record = ({ transactionId }: Exchange, ms: number, own: object): void => {
      observe(ms);
      const { decorator, object: name } = site;
      log.info({ decorator, object: name, transactionId, ms: rounded(ms), ...own }, "timer");
    };
    if (object.kind === "handler") {
      const { handle } = object;
      return {
        kind: "handler",
        handle: async (exchange) => {
          const started = clock.elapsed();
          try {
            return await handle(exchange);
          } finally {
            record(exchange, clock.elapsed() - started, {});
          }
        },
      };
    }
    const { filter } = object;
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        const started = clock.elapsed();
        let elsewhere = 0;
        const timedNext: Handler = async (passed) => {
          const left = clock.elapsed();
          try {
            return await next(passed);
          } finally {
            elsewhere += clock.elapsed() - left;
          }
        };
        try {
          return await filter(exchange, timedNext);
        } finally {
          const ms = clock.elapsed() - started;
          record(exchange, ms, { own: rounded(ms - elsewhere) });
        }
      },
    };
  },
};

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1_000) / 1_000;
}

/** `true` and `false`, as such or as a text. */
export function isOn(value: Json, place: Place): boolean {
  if (typeof value === "boolean") return value;
  const text = typeof value === "string" ? value.toLowerCase() : undefined;
  if (text !== "true" && text !== "false") throw invalidAt(place, "must be true or false");
  return text === "true";
}
