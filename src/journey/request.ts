/** What a node may know of the request that a step arrived with. The server fills it after it has checked every claim. */
export interface RequestFacts {
  /** By lower-case name. Identity headers are here only if the gateway's assertion or a trusted hop proves them. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /**
   * Headers that prove who somebody is (X-OpenAM-Username, Authorization …), by lower-case name and decoded: for the node
   * that signs people in with them, and for nobody else. They are not among `headers`.
   */
  readonly credentials?: ReadonlyMap<string, string>;
  readonly parameters: ReadonlyMap<string, readonly string[]>;
  readonly cookies: ReadonlyMap<string, string>;
  /** Where clients see this server, for example `https://login.example.com`: as configured, or as the gateway asserts. */
  readonly origin: string;
  /** The client's address, as proved by the socket or the assertion. */
  readonly clientIp: string;
  /** `x5t#S256` of the verified client certificate, or null. */
  readonly certificate: string | null;
  /** That certificate (DER), followed by what is known of its chain; empty without, or when the gateway sent only its word. */
  readonly clientCertificates: readonly Buffer[];
  /** What the socket's other end says without a gateway's word. */
  readonly peer: PeerClaims;
  /** Properties of the valid session that came along, or null. */
  readonly existingSession: Readonly<Record<string, string>> | null;
  /** Preferred languages, best first. */
  readonly locales: readonly string[];
}

/** Claims of a proxy: for a node whose settings trust that address, and for nobody else. */
export interface PeerClaims {
  /** The address of the socket's other end. */
  readonly address: string;
  /** The identity headers that came without an assertion, by lower-case name; none when there was an assertion. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}
