import type { BuildContext } from "../../heap/model.ts";
import type { Reference } from "../../heap/schemas.ts";
import type { Filter, Handler } from "../../http/exchange.ts";

/** The filters of a list around what comes next, the first filter outermost. */
type Chained = (next: Handler) => Handler;

export async function chained(filters: readonly Reference[], context: BuildContext): Promise<Chained> {
  const resolved: Filter[] = [];
  for (const [index, to] of filters.entries()) {
    resolved.push((await context.refer("filter", to, "filters", index)).filter);
  }
  return (next) => resolved.reduceRight<Handler>((inner, filter) => (exchange) => filter(exchange, inner), next);
}
