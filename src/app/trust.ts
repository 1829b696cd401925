import { type AssertionKey, type IdentityHeaders, identityHeaders } from "../device/index.ts";
import type { JourneySource } from "../journey/index.ts";
import { certificateHeadersOf, inTuneHeadersOf } from "../nodes/guarded-headers.ts";
import type { Deployment } from "./deployment/load.ts";
import { strongKey } from "./keys.ts";

/** Who vouches for a device between the doors (design: "Trust between the doors"). */

export interface AssertionSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: readonly AssertionKey[];
}

/** The assertion's keys and names, or null when gateway and server share none. @throws {app.weak-key} */
export function assertionSettings({ settings }: Deployment): AssertionSettings | null {
  const { assertion } = settings.trust;
  if (assertion === undefined) return null;
  const keys = assertion.keys.map(({ kid, key }) => ({ kid, secret: strongKey(key, `the assertion key ${kid}`) }));
  return { issuer: assertion.issuer, audience: assertion.audience, keys };
}

/** Every header that names a device: the configured ones, every convention's, and those that loaded nodes read. */
export function guardedHeaders(deployment: Deployment, sources: readonly JourneySource[]): IdentityHeaders {
  return identityHeaders(guardedHeaderNames(deployment, sources));
}

/** The configured headers that name a device and those that loaded nodes read, as they are spelt there. */
export function guardedHeaderNames({ settings }: Deployment, sources: readonly JourneySource[]): string[] {
  const journeys = sources.map(({ journey }) => journey);
  return [...settings.trust.identityHeaders, ...inTuneHeadersOf(journeys), ...certificateHeadersOf(journeys)];
}

/** The same for journeys that change while the server runs: a header guards itself as soon as a node reads it. */
export function currentIdentityHeaders(
  deployment: Deployment,
  journeys: { sources(): readonly JourneySource[] },
): IdentityHeaders {
  let of = journeys.sources();
  let guarded = guardedHeaders(deployment, of);
  return {
    has(name) {
      const now = journeys.sources();
      if (now !== of) {
        guarded = guardedHeaders(deployment, now);
        of = now;
      }
      return guarded.has(name);
    },
  };
}
