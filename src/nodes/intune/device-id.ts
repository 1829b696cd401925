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

/**
 * Where an id in shared state comes from, for the trace. A header arrives only if a certificate or a trusted hop proves it;
 * shared state holds whatever a node wrote, so such an id is never proof of the device.
 */
export function describeIdSource({ inTuneSS, inTuneHeader }: IntuneConfig, state: NodeState): string[] {
  if (!inTuneSS || !state.isDefined(inTuneHeader)) return [];
  const writer = state.writerOf(inTuneHeader);
  const by = writer === undefined ? "by no node" : `by node "${writer.displayName}" (${writer.type}, ${writer.id})`;
  return [`device id not proven: it stands in shared state under "${inTuneHeader}", written ${by}`];
}

/** Every value of a header in any of its spellings: two spellings with two values must show as ambiguous. */
function headerValues(name: string, { headers }: RequestFacts): string[] {
  const wanted = canonicalHeaderName(name);
  const found: string[] = [];
  for (const [header, values] of headers) {
    if (header.length === wanted.length && canonicalHeaderName(header) === wanted) found.push(...values);
  }
  return found;
}
