import {
  ConfidentialClientApplication,
  type Configuration,
  LogLevel,
  type NodeAuthOptions,
  PublicClientApplication,
} from "@azure/msal-node";
import type { ResolvedConnection } from "../connection.ts";
import type { RecordingNetworkModule } from "./network-module.ts";

/**
 * MSAL's clients. One lives for one request: its caches and its throttle go by the wall clock. Endpoints are given instead
 * of discovered, so that no answer can send a secret to another host.
 */

export const quietLogger = {
  loggerCallback: () => undefined,
  piiLoggingEnabled: false,
  logLevel: LogLevel.Error,
};

type Proof = Pick<NodeAuthOptions, "clientSecret" | "clientCertificate" | "clientAssertion">;

export function confidentialClient(
  connection: ResolvedConnection,
  network: RecordingNetworkModule,
  proof: Proof,
): ConfidentialClientApplication {
  const { auth, ...rest } = configuration(connection, network);
  return new ConfidentialClientApplication({ ...rest, auth: { ...auth, ...proof } });
}

export function publicClient(connection: ResolvedConnection, network: RecordingNetworkModule): PublicClientApplication {
  return new PublicClientApplication(configuration(connection, network));
}

export function tokenEndpointOf({ login, tenantId }: ResolvedConnection): string {
  return `${login}/${tenantId}/oauth2/v2.0/token`;
}

function configuration(connection: ResolvedConnection, network: RecordingNetworkModule): Configuration {
  const authority = `${connection.login}/${connection.tenantId}`;
  return {
    auth: {
      clientId: connection.clientId,
      authority,
      knownAuthorities: [new URL(connection.login).host],
      authorityMetadata: JSON.stringify({
        issuer: `${authority}/v2.0`,
        authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
        token_endpoint: tokenEndpointOf(connection),
        jwks_uri: `${authority}/discovery/v2.0/keys`,
      }),
    },
    system: { networkClient: network, disableInternalRetries: true, loggerOptions: quietLogger },
  };
}
