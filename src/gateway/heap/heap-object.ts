import type { Filter, Handler } from "../http/exchange.ts";

/** What a declaration can become. The kind says where an object may be referred to. */
export type HeapObject =
  | { readonly kind: "handler"; readonly handle: Handler }
  | { readonly kind: "filter"; readonly filter: Filter }
  | { readonly kind: "secret-store"; readonly store: SecretStore }
  | { readonly kind: "key-manager"; readonly keys: ServerKey }
  | { readonly kind: "trust-manager"; readonly authorities: readonly string[] }
  | { readonly kind: "tls"; readonly tls: ServerTls };

export type Kind = HeapObject["kind"];
export type ObjectOf<Wanted extends Kind> = Extract<HeapObject, { kind: Wanted }>;

/** Secrets of a file or an environment, by id. */
export interface SecretStore {
  /** The text of a secret, or undefined when the store does not have it. */
  read(id: string): Promise<string | undefined>;
}

/** PEM of a server's certificate chain and its key. */
export interface ServerKey {
  readonly certificate: string;
  readonly key: string;
}

export type ClientAuth = "NONE" | "REQUEST" | "REQUIRED";
export type TlsVersion = "TLSv1.2" | "TLSv1.3";

export interface ServerTls {
  readonly clientAuth: ClientAuth;
  readonly keys: readonly ServerKey[];
  /** PEM certificates of the authorities that client certificates must come from. */
  readonly authorities: readonly string[];
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
}

const kindNames: Readonly<Record<Kind, string>> = {
  handler: "a handler",
  filter: "a filter",
  "secret-store": "a secret store",
  "key-manager": "a key manager",
  "trust-manager": "a trust manager",
  tls: "a ServerTlsOptions",
};

export function nameOfKind(kind: Kind): string {
  return kindNames[kind];
}
