import type { JsonObject } from "../../core/json.ts";
import type { Secret } from "../../core/secret.ts";
import type { Catalogue } from "../../journey/index.ts";
import type { NodeServices } from "../../nodes/index.ts";

/** What the configuration API needs of whoever keeps the configuration. */

/**
 * The configuration of one realm as its clients see it, never changed in place. The objects are as they were written;
 * instead of a secret that was typed in stands a token `&{secret.<id>}`.
 */
export interface Configuration {
  /** By name. */
  readonly trees: ReadonlyMap<string, JsonObject>;
  /** By id: of trees and pages, and those that nothing refers to yet. Each has `_id` and `_type._id`. */
  readonly nodes: ReadonlyMap<string, JsonObject>;
  /** By id; `script` is base64. */
  readonly scripts: ReadonlyMap<string, JsonObject>;
}

/** One change of a realm. */
export type Change =
  | { readonly kind: "put"; readonly what: ConfigurationKind; readonly id: string; readonly document: JsonObject }
  | { readonly kind: "delete"; readonly what: ConfigurationKind; readonly id: string };

export type ConfigurationKind = "tree" | "node" | "script";

/** What comes with a change. */
export interface ChangeRecord {
  /** Who changes, for the audit. */
  readonly by: { readonly realm: string; readonly username: string; readonly clientIp: string };
  /** The revision that a put gives, the one that a delete removes. */
  readonly revision: string;
  /** Secrets that were typed in, by the name of the token that stands for each. */
  readonly secrets: ReadonlyMap<string, Secret>;
}

export type Decision = { readonly change: Change } & Pick<ChangeRecord, "revision" | "secrets">;

export interface ConfigurationStore {
  /** Nothing may be written. */
  readonly readOnly: boolean;
  /** Paths of all realms: `/`, `/alpha`. */
  realms(): readonly string[];
  read(realm: string): Configuration | undefined;
  /** Replaces the tokens of a node's attributes. @throws {core.token-missing} */
  resolve(attributes: JsonObject, secrets: ReadonlyMap<string, Secret>): JsonObject;
  /**
   * Makes one change. Changes happen one at a time: `decide` sees the configuration that it changes, and may refuse by
   * throwing. When this returns, the change is on the disk and in force.
   *
   * @throws {journey.*}, {core.*}: the realm with the change would not be valid; then nothing has been written
   * @throws {core.queue-full}
   */
  change(
    realm: string,
    by: ChangeRecord["by"],
    decide: (configuration: Configuration) => Decision | Promise<Decision>,
  ): Promise<void>;
}

/** What the configuration API is made of; without it the server has none. */
export interface ConfigurationOptions {
  readonly store: ConfigurationStore;
  readonly catalogue: Catalogue<NodeServices>;
  /** Whether the port that a request came to is the administration listener; default: every port of the server. */
  readonly isAdministrationPort?: (port: number) => boolean;
}
