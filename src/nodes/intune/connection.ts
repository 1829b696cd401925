import type { Cloud, MicrosoftConnection } from "../../microsoft/index.ts";
import type { ConnectionSettings, NotConfigured } from "./connection-settings.ts";
import { credentialOf } from "./credential.ts";

/** What a deployment offers to every node. */
export interface Connections {
  /** Which Entra and Graph to ask unless somebody says otherwise. */
  readonly cloud: Cloud;
  /** `microsoft.connections`, by name. */
  readonly connections: ReadonlyMap<string, MicrosoftConnection>;
}

/** How the node reaches Microsoft: by its own settings, and by those of the connection that it names where they are empty. */
export function connectionOf(config: ConnectionSettings, offered: Connections): MicrosoftConnection | NotConfigured {
  const named = config.connection === null ? undefined : offered.connections.get(config.connection);
  if (config.connection !== null && named === undefined) {
    return { missing: "connection names none of microsoft.connections" };
  }
  const credential = credentialOf(config, named?.credential);
  if ("missing" in credential) return credential;
  const connection = {
    cloud: config.cloud ?? named?.cloud ?? offered.cloud,
    tenantId: config.azureTenantId || (named?.tenantId ?? ""),
    clientId: config.appRegistrationClientId || (named?.clientId ?? ""),
    credential,
  };
  if (connection.tenantId === "") return { missing: "azureTenantId is missing" };
  if (connection.clientId === "" && credential.kind !== "managed-identity") {
    return { missing: "appRegistrationClientId is missing" };
  }
  return named !== undefined && isSame(connection, named) ? named : connection;
}

/** The object that the deployment made serves every node: what the client has worked out for it is kept with it. */
function isSame(one: MicrosoftConnection, other: MicrosoftConnection): boolean {
  return (
    one.cloud === other.cloud &&
    one.tenantId === other.tenantId &&
    one.clientId === other.clientId &&
    one.credential === other.credential
  );
}
