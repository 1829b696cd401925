import { SallyportError } from "../../core/errors.ts";
import type { Services } from "../heap/model.ts";
import type { Exchange, Handler } from "../http/exchange.ts";
import { type AccessAudit, accessEvent, startAccess } from "./access-event.ts";

/**
 * A handler whose requests are audited. Of two around each other the inner one speaks: a request has one event, in the
 * words of the route that knows most of it.
 */
export function audited(audit: AccessAudit, handle: Handler, { audited: done, clock, random }: Services): Handler {
  const record = (exchange: Exchange, start: ReturnType<typeof startAccess>, status: number, since: number): void => {
    if (done.has(exchange)) return;
    done.add(exchange);
    const result = { status, elapsed: clock.elapsed() - since };
    audit.record(accessEvent(exchange, start, result, { id: random.uuid(), time: clock.now() }));
  };
  return async (exchange) => {
    // A question of nginx's is no access: what nginx carries stands in its own log, the rest comes again.
    if (exchange.handover !== undefined) return handle(exchange);
    const since = clock.elapsed();
    const start = startAccess(exchange);
    try {
      const response = await handle(exchange);
      record(exchange, start, response.status, since);
      return response;
    } catch (problem) {
      record(exchange, start, problem instanceof SallyportError ? problem.status : 500, since);
      throw problem;
    }
  };
}
