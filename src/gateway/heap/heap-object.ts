import type { AccessAudit } from "../audit/access-event.ts";
import type { Exchange, Filter, Handler } from "../http/exchange.ts";
import type { AmService, UserProfileService } from "../objects/am/model.ts";
import type { SessionManager } from "../objects/sessions/session-manager.ts";
import type { ClientTls, ServerTls, TlsKey, Trust } from "../tls/model.ts";
import type { Decorator } from "./decorators/decorator.ts";

/** What a declaration can become. The kind says where an object may be referred to. */
export type HeapObject =
  | { readonly kind: "handler"; readonly handle: Handler }
  | { readonly kind: "filter"; readonly filter: Filter }
  | { readonly kind: "decorator"; readonly decorator: Decorator }
  | { readonly kind: "secret-store"; readonly store: SecretStore }
  | { readonly kind: "throttling-rate-policy"; readonly rateFor: ThrottlingRatePolicy }
  | { readonly kind: "temporary-storage" /** Bytes of an entity that may be kept. */; readonly limit: number }
  | { readonly kind: "executor" }
  | { readonly kind: "key-store"; readonly load: () => Promise<KeyStoreContent> }
  | { readonly kind: "key-manager"; readonly load: () => Promise<TlsKey> }
  | { readonly kind: "trust-manager"; readonly load: () => Promise<Trust> }
  | { readonly kind: "tls"; readonly load: () => Promise<ServerTls> }
  | { readonly kind: "client-tls" /** As its files were last read. */; readonly tls: () => ClientTls }
  | { readonly kind: "am-service"; readonly am: AmService }
  | { readonly kind: "user-profile-service"; readonly profiles: UserProfileService }
  | { readonly kind: "session-manager"; readonly sessions: SessionManager }
  | { readonly kind: "audit-service" /** Null audits nothing. */; readonly audit: AccessAudit | null };

export type Kind = HeapObject["kind"];
export type ObjectOf<Wanted extends Kind> = Extract<HeapObject, { kind: Wanted }>;

/** How many requests of a group may pass in how many milliseconds. */
export interface ThrottlingRate {
  readonly requests: number;
  readonly duration: number;
}

/** The rate for a request; null when the policy has none for it. */
export type ThrottlingRatePolicy = (exchange: Exchange) => Promise<ThrottlingRate | null>;

/** Secrets of a file or an environment, by id. */
export interface SecretStore {
  /** The text of a secret, or undefined when the store does not have it. */
  read(id: string): Promise<string | undefined>;
}

/** What a key store file holds, as PEM. */
export interface KeyStoreContent {
  readonly keys: readonly TlsKey[];
  /** Certificates without a key: authorities. */
  readonly authorities: readonly string[];
}

const kindNames: Readonly<Record<Kind, string>> = {
  handler: "a handler",
  filter: "a filter",
  decorator: "a decorator",
  "secret-store": "a secret store",
  "throttling-rate-policy": "a throttling rate policy",
  "temporary-storage": "a TemporaryStorage",
  executor: "a ScheduledExecutorService",
  "key-store": "a KeyStore",
  "key-manager": "a key manager",
  "trust-manager": "a trust manager",
  tls: "a ServerTlsOptions",
  "client-tls": "a ClientTlsOptions",
  "am-service": "an AmService",
  "user-profile-service": "a UserProfileService",
  "audit-service": "an audit service",
  "session-manager": "a session manager",
};

export function nameOfKind(kind: Kind): string {
  return kindNames[kind];
}
