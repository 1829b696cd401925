import type { Secret } from "../../core/secret.ts";
import type { ScriptHttp, ScriptIdentities, ScriptPorts } from "../../script/index.ts";
import { attributeValues, type Users } from "../../users/index.ts";

export interface ScriptPortsOptions {
  /** `httpClient`, with the deployment's egress allow-list. */
  readonly http: ScriptHttp;
  readonly users: Pick<Users, "find" | "update">;
  /** The secret of that label; asked only for labels that begin with `scripted.node.`. */
  readonly secret: (label: string) => Secret | null;
  /** `systemEnv`: what the deployment shows to scripts. */
  readonly properties: ReadonlyMap<string, string>;
  /** The source of a realm's LIBRARY script, by name. */
  readonly library: (realm: string, name: string) => string | null;
}

/** What scripts may reach outside their sandbox, for {@link NodeServices.scriptPorts}. */
export function createScriptPorts(options: ScriptPortsOptions): (realm: string) => ScriptPorts {
  const { http, users, secret, properties, library } = options;
  return (realm) => ({
    http,
    identities: identitiesOf(users, realm),
    secret,
    property: (name) => properties.get(name) ?? null,
    library: (name) => library(realm, name),
  });
}

/** The identities of one realm. Passwords and other reserved attributes are neither read nor written (see Users). */
function identitiesOf(users: ScriptPortsOptions["users"], realm: string): ScriptIdentities {
  return {
    read(username, attribute) {
      const identity = users.find(realm, username);
      return identity === null ? null : attributeValues(identity, attribute);
    },
    write(username, attributes) {
      users.update(realm, username, { set: attributes });
    },
  };
}
