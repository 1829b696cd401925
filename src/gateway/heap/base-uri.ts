import { describePlace, invalidAt, type Place } from "../config/place.ts";
import { gatewayErrors } from "../errors.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Services } from "./model.ts";
import type { RuntimeTemplate } from "./templates.ts";

/** The address of an application: scheme, host and port of a value, whatever else it has. */

/**
 * The origin that a template gives; null when its value has no scheme or host.
 *
 * @throws {gateway.config-invalid} when a constant value is no address; what it returns throws
 * {gateway.route-failed} for a value of a request that is none
 */
export function baseOrigin(template: RuntimeTemplate, place: Place): (exchange: Exchange) => string | null {
  if (template.constant !== undefined) {
    const origin = originOf(template.constant);
    if (origin === undefined) throw invalidAt(place, `"${template.constant}" is no http or https address`);
    return () => origin;
  }
  return (exchange) => {
    const value = template.value(exchange);
    const origin = typeof value === "string" ? originOf(value) : undefined;
    if (origin !== undefined) return origin;
    throw gatewayErrors.error("gateway.route-failed", { detail: `${describePlace(place)}: no address` });
  };
}

/** Sets the application's address of a request as a template says. Throws as {@link baseOrigin} does. */
export function baseUri(template: RuntimeTemplate, place: Place): (exchange: Exchange) => void {
  const origin = baseOrigin(template, place);
  return (exchange) => {
    exchange.upstream = origin(exchange) ?? exchange.upstream;
  };
}

/** Remembers the address of an application that is the same for every request. */
export function noteOrigin({ constant }: RuntimeTemplate, { origins }: Pick<Services, "origins">): void {
  const origin = constant === undefined ? undefined : originOf(constant);
  if (typeof origin === "string") origins.add(origin);
}

/** The origin; null when the value has no scheme or host; undefined when it is no address. */
function originOf(value: string): string | null | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return value.startsWith("/") ? null : undefined;
  if (!URL.canParse(value)) return undefined;
  const { protocol, hostname, origin, username, password } = new URL(value);
  const usable = (protocol === "http:" || protocol === "https:") && hostname !== "" && !hostname.includes("_");
  return usable && username === "" && password === "" ? origin : undefined;
}
