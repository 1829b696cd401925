import type { ClientCertificate } from "./certificate.ts";
import { idOfCommonName, idOfDnsName, idOfUri } from "./certificate-ids.ts";
import { type DeviceId, type DeviceIdKind, type DeviceIdPlace, isZeroGuid } from "./device-id.ts";

/** A place to look for an id, and whose id it holds by the profile that issued the certificates. */
export interface DeviceIdPlaceRule {
  readonly place: DeviceIdPlace;
  readonly kind: DeviceIdKind;
}

/** The id to use; or none; or, when two different ones have an equal claim, all of them. */
export type DeviceIdSelection =
  | { readonly found: "id"; readonly id: DeviceId }
  | { readonly found: "none" }
  | { readonly found: "ambiguous"; readonly ids: readonly DeviceId[] };

/** An Intune id by its own URI first; a DNS label and a CN hold what the profile says, which is not known here. */
export const defaultPlaces: readonly DeviceIdPlaceRule[] = [
  { place: "san-uri", kind: "intune" },
  { place: "san-dns", kind: "unspecified" },
  { place: "subject-cn", kind: "unspecified" },
];

const plainId = /^[A-Za-z0-9-]{1,64}$/;

/**
 * The device id of a certificate: the first place that holds one wins. Two different ids in that place are ambiguous,
 * and so is a different one in a later place that holds the same kind; an Entra id beside an Intune id is normal.
 */
export function selectDeviceId(
  certificate: ClientCertificate,
  places: readonly DeviceIdPlaceRule[] = defaultPlaces,
): DeviceIdSelection {
  const ids = places.flatMap((rule) => idsAt(certificate, rule));
  const first = ids[0];
  if (first === undefined) return { found: "none" };
  const rivals = ids.filter((id) => id.place === first.place || sameKnownKind(id, first));
  return rivals.every(({ value }) => value === first.value)
    ? { found: "id", id: first }
    : { found: "ambiguous", ids: rivals };
}

function sameKnownKind(one: DeviceId, other: DeviceId): boolean {
  return one.kind === other.kind && one.kind !== "unspecified";
}

function idsAt(certificate: ClientCertificate, { place, kind }: DeviceIdPlaceRule): DeviceId[] {
  const values = valuesAt(certificate, place).filter((value) => plainId.test(value) && !isZeroGuid(value));
  return [...new Set(values)].map((value) => ({ kind, value, place }));
}

function valuesAt(certificate: ClientCertificate, place: DeviceIdPlace): string[] {
  if (place === "san-uri") return certificate.uris.flatMap((uri) => idOfUri(uri) ?? []);
  if (place === "san-dns") return certificate.dnsNames.flatMap((name) => idOfDnsName(name) ?? []);
  return certificate.commonNames.flatMap((name) => idOfCommonName(name) ?? []);
}
