import type { Secret } from "../../core/secret.ts";
import type { ScriptHttp } from "./http.ts";

/**
 * What a script may reach outside its sandbox, given for each run. A port that is absent does not exist for the script:
 * using it fails with `script.unsupported`. Everything that arrives here was written by the script's author.
 */
export interface ScriptPorts {
  /** `httpClient`; the egress allow-list is its own. */
  readonly http?: ScriptHttp;
  /** `idRepository`, of the realm the journey runs in. */
  readonly identities?: ScriptIdentities;
  /** `secrets.getGenericSecret`: only asked for labels that begin with `scripted.node.`. */
  readonly secret?: (label: string) => Secret | null | Promise<Secret | null>;
  /** `systemEnv.getProperty`: what the deployment shows to scripts, never the environment of the process. */
  readonly property?: (name: string) => string | null;
  /** `require`: the source of the LIBRARY script of that name. */
  readonly library?: (name: string) => string | null;
}

/** Identities as scripts see them. Attribute names are PingAM's; a password is never among the values. */
export interface ScriptIdentities {
  /** The values of an attribute, empty when it has none; `null` when nobody has that name. */
  read(username: string, attribute: string): readonly string[] | null | Promise<readonly string[] | null>;
  /** Replaces the values of attributes. @throws an error whose message the script may see, when there is no such user */
  write(username: string, attributes: Readonly<Record<string, readonly string[]>>): void | Promise<void>;
}
