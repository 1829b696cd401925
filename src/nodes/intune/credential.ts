import type { Credential } from "../../microsoft/index.ts";
import type { ConnectionSettings, NotConfigured } from "./connection-settings.ts";

/**
 * How the application proves itself. Without the `credential` setting it is the password grant if an administrator's name
 * is set, as the page documents it, else the client secret; and if neither is there, whatever the named connection has.
 */
export function credentialOf(config: ConnectionSettings, named: Credential | undefined): Credential | NotConfigured {
  const { credential: kind, appRegistrationClientSecret: secret, userName } = config;
  if (kind === null) {
    if (userName) return passwordOf(config, named);
    return secret === null && named !== undefined ? named : clientSecretOf(config, named);
  }
  if (kind === "password") return passwordOf(config, named);
  if (kind === "client-secret") return clientSecretOf(config, named);
  if (kind === "certificate") return certificateOf(config, named);
  if (kind === "federated") return federatedOf(config, named);
  return managedIdentityOf(config, named);
}

type Make = (config: ConnectionSettings, named: Credential | undefined) => Credential | NotConfigured;

const clientSecretOf: Make = ({ appRegistrationClientSecret: secret }, named) => {
  if (secret !== null) return { kind: "client-secret", secret };
  return named?.kind === "client-secret" ? named : { missing: "appRegistrationClientSecret is missing" };
};

const passwordOf: Make = ({ appRegistrationClientSecret, userName, userPassword }, named) => {
  const other = named?.kind === "password" ? named : undefined;
  if (!userName && userPassword === null && appRegistrationClientSecret === null && other !== undefined) return other;
  const secret = appRegistrationClientSecret ?? other?.secret ?? null;
  const password = userPassword ?? other?.password;
  const user = userName || other?.userName;
  if (!user) return { missing: "userName is missing" };
  return password === undefined
    ? { missing: "userPassword is missing" }
    : { kind: "password", secret, userName: user, password };
};

const certificateOf: Make = ({ certificate, privateKey }, named) => {
  if (certificate === null && privateKey === null && named?.kind === "certificate") return named;
  if (certificate === null) return { missing: "certificate is missing" };
  return privateKey === null ? { missing: "privateKey is missing" } : { kind: "certificate", certificate, privateKey };
};

const federatedOf: Make = ({ assertionFile }, named) => {
  if (assertionFile !== null) return { kind: "federated", assertionFile };
  return named?.kind === "federated" ? named : { missing: "assertionFile is missing" };
};

const managedIdentityOf: Make = ({ managedIdentityClientId: userAssignedClientId }, named) => {
  if (userAssignedClientId !== null) return { kind: "managed-identity", userAssignedClientId };
  return named?.kind === "managed-identity" ? named : { kind: "managed-identity" };
};
