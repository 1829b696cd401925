import type { JsonObject } from "../../core/json.ts";
import type { Behaviour } from "../behaviour/behaviour.ts";
import type { Tenant } from "../fleet/fleet-schema.ts";
import type { FleetState } from "../fleet/fleet-state.ts";
import type { PageCache } from "./page-cache.ts";
import type { GraphPath } from "./path.ts";

/** What a handler knows of an authenticated, counted and authorised request. */
export interface GraphCall {
  readonly state: FleetState;
  readonly behaviour: Behaviour;
  readonly pages: PageCache;
  readonly tenant: Tenant;
  readonly version: GraphPath["version"];
  /** The address as the emulator's own, with the query. */
  readonly url: URL;
  /** The keys in the path, in order. */
  readonly keys: readonly string[];
  /** Graph permissions of the token. */
  readonly permissions: readonly string[];
}

/** One kind of address. */
export interface GraphRoute {
  readonly method: "GET" | "POST";
  /** Below the version; `{}` stands for a key. Letter case does not count. */
  readonly pattern: string;
  /** One of these is needed. */
  readonly permissions: readonly string[];
  /** Throttled by a counter of its own besides the general ones. */
  readonly lane?: "detectedApps";
  /** Answered by the directory: it needs no Intune, is not counted by it, and words its denial differently. */
  readonly directory?: true;
  /** A buffer is an answer that is written already. */
  answer(call: GraphCall): JsonObject | Promise<Buffer>;
}

export interface RouteMatch {
  readonly route: GraphRoute;
  readonly keys: readonly string[];
}

export function findRoute(routes: readonly GraphRoute[], method: string, path: GraphPath): RouteMatch | undefined {
  for (const route of routes) {
    const keys = route.method === method ? keysOf(route.pattern.split("/"), path.segments) : undefined;
    if (keys !== undefined) return { route, keys };
  }
  return undefined;
}

function keysOf(pattern: readonly string[], segments: readonly string[]): readonly string[] | undefined {
  if (pattern.length !== segments.length) return undefined;
  const fits = pattern.every((part, index) => part === "{}" || part.toLowerCase() === segments[index]?.toLowerCase());
  return fits ? segments.filter((_segment, index) => pattern[index] === "{}") : undefined;
}

/** Clients compare the context with Microsoft's documentation, so it names the real service, unlike the next link. */
export function contextOf(version: GraphPath["version"], fragment: string): string {
  return `https://graph.microsoft.com/${version}/$metadata#${fragment}`;
}

/** The fragment of a context with what was selected: `users(id,mail)`. */
export function selected(fragment: string, select: readonly string[] | undefined): string {
  return select === undefined ? fragment : `${fragment}(${select.join(",")})`;
}
