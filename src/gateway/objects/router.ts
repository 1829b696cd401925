import { isAbsolute, resolve } from "node:path";
import { z } from "zod";
import { gatewayErrors } from "../errors.ts";
import { objectType } from "../heap/object-type.ts";
import { duration, integer, reference } from "../heap/schemas.ts";
import type { Handler } from "../http/exchange.ts";
import { createRouteTable, type RouteTable } from "../routes/route-table.ts";

const defaultScanInterval = 10_000;

/** Whole seconds, as files of old have it, or a duration; nothing and less than nothing scan once. */
const scanInterval = z
  .union([integer(-86_400, 86_400).transform((seconds) => seconds * 1_000), duration])
  .refine((interval) => interval !== Number.POSITIVE_INFINITY, { error: "must not be unlimited" })
  .refine((interval) => interval <= 86_400_000, { error: "must be at most a day" })
  .transform((interval) => (interval <= 0 ? null : Math.max(interval, 100)));

/**
 * `Router`: the routes of a directory, in the order of their names; the first whose condition is true takes the
 * request. Changed files are loaded while the gateway runs; a broken one is reported, and its last version that was
 * right goes on serving.
 */
export const router = objectType({
  type: "Router",
  config: z.object({
    directory: z.string().default("routes"),
    scanInterval: scanInterval.default(defaultScanInterval),
    defaultHandler: reference.optional(),
  }),
  build: async (config, context) => {
    const { services, heap } = context;
    const named = context.text(config.directory, "directory");
    const directory = isAbsolute(named) ? resolve(named) : resolve(services.directory, named);
    if (services.routeDirectories.includes(directory)) {
      throw context.problem("is the directory of a Router around this one", "directory");
    }
    const fallback =
      config.defaultHandler === undefined
        ? nothingHere
        : (await context.refer("handler", config.defaultHandler, "defaultHandler")).handle;
    const table = createRouteTable(directory, heap);
    const problem = await table.scan();
    if (problem !== undefined) throw context.problem(`${directory} ${problem}`, "directory");
    services.routers.add(table);
    const stopScanning = config.scanInterval === null ? () => undefined : scanEvery(config.scanInterval, table);
    services.onClose(async () => {
      stopScanning();
      services.routers.remove(table);
      await table.close();
    });
    return { kind: "handler", handle: firstOf(table, fallback) };
  },
});

/** The next scan waits for the one before. */
function scanEvery(interval: number, table: RouteTable): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const later = (): void => {
    if (stopped) return;
    timer = setTimeout(() => void table.scan().then(later), interval).unref();
  };
  later();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

function firstOf(table: RouteTable, fallback: Handler): Handler {
  return (exchange) => {
    for (const route of table.routes()) {
      if (!route.accepts(exchange)) continue;
      exchange.route = route.name;
      return route.handle(exchange);
    }
    return fallback(exchange);
  };
}

const nothingHere: Handler = async () => {
  throw gatewayErrors.error("gateway.no-route");
};
