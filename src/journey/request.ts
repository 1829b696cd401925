/** What a node may know of the request that a step arrived with. The server fills it after it has checked every claim. */
export interface RequestFacts {
  /** By lower-case name. Identity headers are here only if the gateway's assertion or a trusted hop proves them. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly parameters: ReadonlyMap<string, readonly string[]>;
  readonly cookies: ReadonlyMap<string, string>;
  /** The client's address, as proved by the socket or the assertion. */
  readonly clientIp: string;
  /** `x5t#S256` of the verified client certificate, or null. */
  readonly certificate: string | null;
  /** Properties of the valid session that came along, or null. */
  readonly existingSession: Readonly<Record<string, string>> | null;
  /** Preferred languages, best first. */
  readonly locales: readonly string[];
}
