import { canonicalHeaderName, type HeaderDeviceId, readDeviceIdHeader } from "../../device/index.ts";
import type { NodeState, RequestFacts } from "../../journey/index.ts";
import type { IntuneConfig } from "./config.ts";

/** Where the device id stands: in the header or in shared state, never tried in both (facts: "Inputs"). */
export function readDeviceId(config: IntuneConfig, state: NodeState, request: RequestFacts): HeaderDeviceId {
  if (!config.inTuneSS) return readDeviceIdHeader(headerValues(config.inTuneHeader, request));
  const value = state.get(config.inTuneHeader);
  if (value === undefined || value === null) return { found: "none" };
  if (typeof value !== "string") return { found: "malformed", why: "the shared-state value is not a string" };
  return readDeviceIdHeader([value]);
}

/** Every value of a header in any of its spellings: two spellings with two values must show as ambiguous. */
function headerValues(name: string, { headers }: RequestFacts): string[] {
  const wanted = canonicalHeaderName(name);
  return [...headers].flatMap(([header, values]) => (canonicalHeaderName(header) === wanted ? values : []));
}
