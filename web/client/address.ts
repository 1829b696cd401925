import { durableParameters, type Parameters, readParameters } from "./parameters.ts";

/** The parts of `window.location` that the client reads. */
export interface PageLocation {
  readonly origin: string;
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
}

/** Where the journeys of a page are, and what its address asks of them. */
export interface JourneyAddress {
  /** Absolute URL of the realm below the page's own directory, e.g. `https://gw/mtls-intune/json/realms/root/realms/alpha`. */
  readonly realmUrl: string;
  readonly parameters: Parameters;
}

/**
 * Reads the address of a login page. The API is looked for below the page's own directory, so that a page that came
 * through a gateway's route stays on that route.
 *
 * @returns `undefined` when the `realm` parameter cannot be the name of a realm.
 */
export function readAddress(location: PageLocation): JourneyAddress | undefined {
  const { realm, parameters } = readParameters(location);
  const path = realmPath(realm);
  if (path === undefined) return undefined;
  // Joined as text: resolving a path such as "//other.example/" against the origin would leave the origin.
  return { realmUrl: `${location.origin}${pageDirectory(location.pathname)}json/${path}`, parameters };
}

/** The same address without what may be sent only once, such as a `suspendedId`. */
export function durableAddress(address: JourneyAddress): JourneyAddress {
  return { ...address, parameters: durableParameters(address.parameters) };
}

/**
 * The path of a realm: `/a/b` and `a/b` are `realms/root/realms/a/realms/b`; "" and `/` are `realms/root`.
 *
 * @returns `undefined` for dot segments: browsers resolve them even when encoded, so they would leave the API.
 */
export function realmPath(realm: string): string | undefined {
  const names = realm.split("/").filter((name) => name !== "");
  if (names.some((name) => name === "." || name === "..")) return undefined;
  return ["realms/root", ...names.map((name) => `realms/${encodeURIComponent(name)}`)].join("/");
}

/** A last segment with a dot is a file (`index.html`); any other is the directory itself, with or without its slash. */
function pageDirectory(pathname: string): string {
  const end = pathname.lastIndexOf("/") + 1;
  const last = pathname.slice(end);
  if (last === "") return pathname;
  return last.includes(".") ? pathname.slice(0, end) : `${pathname}/`;
}
