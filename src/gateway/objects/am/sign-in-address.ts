import type { Exchange } from "../../http/exchange.ts";
import type { AmService } from "./model.ts";

/** Where a browser signs in, and how it comes back. */

export interface SignIn {
  /** The journey; undefined leaves the choice to AM. */
  readonly journey: string | undefined;
  /** The auth level that the session must have; 0 for any. */
  readonly level: number;
  /** The query parameter that marks the way back; null: none. */
  readonly marker: string | null;
}

/** The address of the request, as the client sees it: never from the Host header. */
function originalAddress({ externalOrigin, original }: Exchange): URL {
  return new URL(`${externalOrigin}${original.path}${original.query === null ? "" : `?${original.query}`}`);
}

/** The query without the marker, byte for byte; null when nothing is left. */
export function withoutMarker(query: string | null, marker: string): string | null {
  const left = (query ?? "").split("&").filter((pair) => pair !== `${marker}=true` && pair !== "");
  return left.length === 0 ? null : left.join("&");
}

/** The address of the request without the marker: that one stays good in a bookmark when the session is over. */
export function cleanAddress(exchange: Exchange, marker: string): string {
  const { origin, pathname } = originalAddress(exchange);
  const query = withoutMarker(exchange.original.query, marker);
  return `${origin}${pathname}${query === null ? "" : `?${query}`}`;
}

export function hasMarker(query: string | null, marker: string): boolean {
  return (query ?? "").split("&").includes(`${marker}=true`);
}

/** AM's login page: through this gateway, where AM stands behind it; else at AM's own address. */
export function loginPage({ url, behindGateway, realm }: AmService, { externalOrigin }: Exchange): URL {
  const base = behindGateway ? externalOrigin : url.origin;
  const page = new URL(`${base}${url.pathname.replace(/\/$/, "")}/XUI/`);
  page.searchParams.set("realm", realm);
  return page;
}

/** Adds to a login page what it must know, where its address does not say it already. */
export function signInAddress(page: URL, signIn: SignIn, exchange: Exchange): URL {
  const address = new URL(page);
  const { searchParams } = address;
  if (!searchParams.has("authIndexType")) {
    for (const [name, value] of target(signIn)) searchParams.set(name, value);
  }
  if (!searchParams.has("goto")) searchParams.set("goto", wayBack(exchange, signIn.marker));
  return address;
}

function wayBack(exchange: Exchange, marker: string | null): string {
  const address = originalAddress(exchange);
  if (marker === null) return address.href;
  const query = withoutMarker(exchange.original.query, marker);
  return `${address.origin}${address.pathname}?${query === null ? "" : `${query}&`}${marker}=true`;
}

function target({ journey, level }: SignIn): readonly (readonly [string, string])[] {
  if (level > 0 && journey !== undefined) {
    return [
      ["authIndexType", "composite_advice"],
      [
        "authIndexValue",
        advice({ AuthenticateToServiceConditionAdvice: journey, AuthLevelConditionAdvice: `${level}` }),
      ],
    ];
  }
  if (level > 0) {
    return [
      ["authIndexType", "level"],
      ["authIndexValue", `${level}`],
    ];
  }
  if (journey === undefined) return [];
  return [
    ["authIndexType", "service"],
    ["authIndexValue", journey],
  ];
}

function advice(values: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(values).map(
    ([name, value]) => `<AttributeValuePair><Attribute name="${name}"/><Value>${value}</Value></AttributeValuePair>`,
  );
  return `<Advices>${pairs.join("")}</Advices>`;
}
