import { readdir } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import { z } from "zod";
import { describeError, errorCode, SallyportError } from "../../core/errors.ts";
import { gatewayErrors } from "../errors.ts";
import { objectType } from "../heap/object-type.ts";
import { duration, integer, reference } from "../heap/schemas.ts";
import type { Handler } from "../http/exchange.ts";
import { loadRoute, type Route } from "./route.ts";

const mostRoutes = 1_000;

/**
 * `Router`: the routes of a directory, in the order of their names; the first whose condition is true takes the
 * request. A broken file is reported and left out, the others are served.
 */
export const router = objectType({
  type: "Router",
  config: z.object({
    directory: z.string().default("routes"),
    scanInterval: z
      .union([integer(-1, 86_400), duration])
      .refine((interval) => interval !== Number.POSITIVE_INFINITY, { error: "must not be unlimited" })
      .optional(),
    defaultHandler: reference.optional(),
  }),
  build: async (config, context) => {
    const { services, heap } = context;
    const named = context.text(config.directory, "directory");
    const directory = isAbsolute(named) ? named : resolve(services.directory, named);
    const files = await routeFiles(directory).catch((cause: unknown) => {
      throw context.problem(`${directory} cannot be read (${errorCode(cause) ?? "unknown reason"})`, "directory");
    });
    if (files.length > mostRoutes) throw context.problem(`more than ${mostRoutes} routes`, "directory");
    const routes: Route[] = [];
    for (const file of files) {
      const name = relative(services.directory, join(directory, file));
      const loaded = await loadRoute(name, heap).catch((problem: unknown) => {
        if (!(problem instanceof SallyportError)) throw problem;
        services.log.error({ file: name, why: describeError(problem) }, "a route was not loaded");
        services.lint({ file: name, path: [] }, `not loaded: ${problem.message}`);
        return undefined;
      });
      if (loaded === undefined) continue;
      if (routes.some((route) => route.name === loaded.name)) {
        services.log.error({ file: name, route: loaded.name }, "a route was not loaded: another has its name");
        services.lint({ file: name, path: ["name"] }, `not loaded: another route is called "${loaded.name}"`);
        continue;
      }
      routes.push(loaded);
    }
    routes.sort((one, other) => (one.name < other.name ? -1 : 1));
    const fallback =
      config.defaultHandler === undefined
        ? nothingHere
        : (await context.refer("handler", config.defaultHandler, "defaultHandler")).handle;
    return { kind: "handler", handle: firstOf(routes, fallback) };
  },
});

async function routeFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory);
  return entries.filter((file) => file.endsWith(".json") && !file.startsWith(".")).sort();
}

function firstOf(routes: readonly Route[], fallback: Handler): Handler {
  return async (exchange) => {
    const route = routes.find(({ accepts }) => accepts(exchange));
    if (route === undefined) return fallback(exchange);
    exchange.route = route.name;
    return route.handle(exchange);
  };
}

const nothingHere: Handler = async () => {
  throw gatewayErrors.error("gateway.no-route");
};
