import type { Cloud, MicrosoftConnection } from "../../microsoft/index.ts";
import type { IntuneConfig } from "./config.ts";

/**
 * How the node reaches Microsoft: the password grant if an administrator's name is set, as the page documents it, else
 * the application alone. Null when tenant, application or secret is missing.
 */
export function connectionOf(config: IntuneConfig, cloud: Cloud): MicrosoftConnection | null {
  const { azureTenantId: tenantId, appRegistrationClientId: clientId } = config;
  const { appRegistrationClientSecret: secret, userName, userPassword: password } = config;
  if (tenantId === "" || clientId === "") return null;
  if (userName)
    return password === null
      ? null
      : { cloud, tenantId, clientId, credential: { kind: "password", secret, userName, password } };
  return secret === null ? null : { cloud, tenantId, clientId, credential: { kind: "client-secret", secret } };
}
