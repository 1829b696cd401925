import type { ClientTrust, RevocationSettings, Trust } from "./model.ts";

/**
 * What several trust managers say together of the clients of a connector.
 *
 * @param problem makes the error for what a connector cannot do
 */
export function combinedTrust(all: readonly Trust[], problem: (text: string) => Error): ClientTrust {
  // Whoever trusts everybody lets a client name itself.
  if (all.some(({ anybody }) => anybody)) throw problem("a connector cannot trust everybody");
  const checked = all.flatMap(({ revocation }) => revocation ?? []);
  if (checked.length > 0 && checked.length < all.length) {
    throw problem("checkRevocation must be the same for all trust managers of a connector");
  }
  return { authorities: all.flatMap(({ authorities }) => authorities), revocation: merged(checked) };
}

function merged(all: readonly RevocationSettings[]): RevocationSettings | null {
  if (all.length === 0) return null;
  return {
    lists: all.flatMap(({ lists }) => lists),
    ocsp: all.find(({ ocsp }) => ocsp !== null)?.ocsp ?? null,
    distributionPoints: all.some(({ distributionPoints }) => distributionPoints),
  };
}
