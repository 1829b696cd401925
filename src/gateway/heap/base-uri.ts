import { describePlace, invalidAt, type Place } from "../config/place.ts";
import { gatewayErrors } from "../errors.ts";
import type { Exchange } from "../http/exchange.ts";
import type { RuntimeTemplate } from "./templates.ts";

/**
 * The baseURI decoration: it replaces scheme, host and port of a request and nothing else, whatever path and query its
 * value has. A value without scheme or host changes nothing.
 *
 * @throws {gateway.config-invalid} when a constant value is no address
 */
export function baseUri(template: RuntimeTemplate, place: Place): (exchange: Exchange) => void {
  if (template.constant !== undefined) {
    const origin = originOf(template.constant);
    if (origin === undefined) throw invalidAt(place, `"${template.constant}" is no http or https address`);
    return (exchange) => {
      exchange.upstream = origin ?? exchange.upstream;
    };
  }
  return (exchange) => {
    const value = template.value(exchange);
    const origin = typeof value === "string" ? originOf(value) : undefined;
    if (origin === undefined) {
      throw gatewayErrors.error("gateway.route-failed", { detail: `${describePlace(place)}: no address` });
    }
    exchange.upstream = origin ?? exchange.upstream;
  };
}

/** The origin; null when the value has no scheme or host; undefined when it is no address. */
function originOf(value: string): string | null | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return value.startsWith("/") ? null : undefined;
  if (!URL.canParse(value)) return undefined;
  const { protocol, hostname, origin, username, password } = new URL(value);
  const usable = (protocol === "http:" || protocol === "https:") && hostname !== "" && !hostname.includes("_");
  return usable && username === "" && password === "" ? origin : undefined;
}
