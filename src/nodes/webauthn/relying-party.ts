/** For whom a credential is good (WebAuthn level 2, 4: "Relying Party Identifier"). */
export interface RelyingParty {
  readonly id: string;
  /** The origins that may use it. */
  readonly origins: readonly string[];
}

/** @param origin where clients see this server */
export function relyingParty(
  { relyingPartyDomain, origins }: { readonly relyingPartyDomain?: string | null | undefined; origins: string[] },
  origin: string,
): RelyingParty {
  return {
    id: relyingPartyDomain || new URL(origin).hostname,
    origins: origins.length > 0 ? origins : [origin],
  };
}
