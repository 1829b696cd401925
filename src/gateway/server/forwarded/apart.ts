import { X509Certificate } from "node:crypto";

/** Its public key, as text to compare: an authority may have several certificates. */
export function keyOf(certificate: X509Certificate): string {
  return certificate.publicKey.export({ type: "spki", format: "der" }).toString("base64");
}

/**
 * Whether two groups of authorities have nothing to do with each other: no key is in both, and none of one group stands
 * above one of the other. The same authority above both is no matter.
 *
 * @param known what may stand between them; all are PEM
 */
export function standApart(some: readonly string[], others: readonly string[], known: readonly string[]): boolean {
  const all = [...some, ...others, ...known].map((pem) => new X509Certificate(pem));
  const left = all.slice(0, some.length);
  const right = all.slice(some.length, some.length + others.length);
  return !share(withIssuers(left, all), right) && !share(left, withIssuers(right, all));
}

function share(some: readonly X509Certificate[], others: readonly X509Certificate[]): boolean {
  const keys = new Set(some.map(keyOf));
  return others.some((certificate) => keys.has(keyOf(certificate)));
}

function withIssuers(start: readonly X509Certificate[], known: readonly X509Certificate[]): readonly X509Certificate[] {
  const found = new Set(start);
  // A set that grows is walked to its new end.
  for (const each of found) {
    for (const other of known) {
      if (!found.has(other) && each.checkIssued(other) && each.verify(other.publicKey)) found.add(other);
    }
  }
  return [...found];
}
