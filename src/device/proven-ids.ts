import type { ClientCertificate } from "./certificate.ts";
import { idOfCommonName, idOfDnsName, idOfUri } from "./certificate-ids.ts";
import { type DeviceId, deviceIdFault } from "./device-id.ts";

/**
 * Every id that a certificate proves, each once. This is the egress rule: whatever a filter or a script wrote into an
 * identity header, the header goes on only when its id is one of these. Common names and DNS labels count whatever
 * their form; only what could never be an id in a URL is left out.
 */
export function provenIds(certificate: ClientCertificate): readonly DeviceId[] {
  return [
    ...found(certificate.uris, idOfUri).map((value) => ({ kind: "intune" as const, value, place: "san-uri" as const })),
    ...found(certificate.dnsNames, idOfDnsName).map(unspecified("san-dns")),
    ...found(certificate.commonNames, idOfCommonName).map(unspecified("subject-cn")),
  ];
}

function found(names: readonly string[], idOf: (name: string) => string | undefined): string[] {
  const ids = names.flatMap((name) => idOf(name) ?? []).filter((id) => deviceIdFault(id) === undefined);
  return [...new Set(ids)];
}

function unspecified(place: "san-dns" | "subject-cn"): (value: string) => DeviceId {
  return (value) => ({ kind: "unspecified", value, place });
}
