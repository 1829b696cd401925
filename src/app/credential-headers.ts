import { isJsonObject } from "../core/json.ts";
import type { JourneySource } from "../journey/index.ts";

const nodeType = "ZeroPageLoginNode";

/**
 * The header names from which ZeroPageLoginNodes read a user name and a password. The server keeps them from all other
 * nodes. Journeys change while it runs; a header is guarded as soon as a node reads it.
 */
export function currentCredentialHeaders(journeys: { sources(): readonly JourneySource[] }): {
  has(name: string): boolean;
} {
  let of: readonly JourneySource[] | null = null;
  let names: ReadonlySet<string> = new Set();
  return {
    has(name) {
      const now = journeys.sources();
      if (now !== of) names = new Set(now.flatMap(headersOf));
      of = now;
      return names.has(name);
    },
  };
}

function headersOf({ journey }: JourneySource): string[] {
  return [...Object.values(journey.nodes), ...Object.values(journey.innerNodes)]
    .filter(({ _type }) => isJsonObject(_type) && _type._id === nodeType)
    .flatMap(({ usernameHeader, passwordHeader }) => [usernameHeader, passwordHeader])
    .flatMap((name) => (typeof name === "string" ? [name.toLowerCase()] : []));
}
