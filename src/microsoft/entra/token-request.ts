import {
  AuthError,
  ConfidentialClientApplication,
  type Configuration,
  LogLevel,
  PublicClientApplication,
} from "@azure/msal-node";
import type { Clock } from "../../core/clock.ts";
import type { Random } from "../../core/random.ts";
import type { Secret } from "../../core/secret.ts";
import type { ResolvedConnection } from "../connection.ts";
import { failure, plainCode, type VerdictFailure } from "../failure.ts";
import type { HttpClient } from "../http.ts";
import { createNetworkModule, type RecordingNetworkModule } from "./network-module.ts";
import { refusalReason } from "./refusal.ts";
import type { IssuedToken, TokenAnswer } from "./token-answer.ts";

/** An access token with the times that matter, in milliseconds since the epoch. */
export interface AccessToken {
  readonly outcome: "token";
  readonly value: Secret;
  /** From here on a new one should be fetched: 5 minutes before the end, or a tenth of the lifetime if that is less. */
  readonly refreshAt: number;
  readonly expiresAt: number;
}

/** Asks Entra once. Never rejects for trouble upstream. */
export type TokenRequester = (connection: ResolvedConnection) => Promise<AccessToken | VerdictFailure>;

interface TokenRequesterOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds for the whole request. */
  readonly timeout: number;
}

export function createTokenRequester({ http, clock, random, timeout }: TokenRequesterOptions): TokenRequester {
  return async (connection) => {
    const requestedAt = clock.now();
    const requestId = random.uuid();
    const tokenEndpoint = `${connection.login}/${connection.tenantId}/oauth2/v2.0/token`;
    const deadline = AbortSignal.timeout(timeout);
    const network = createNetworkModule({ http, tokenEndpoint, scope: connection.scope, requestId, deadline });
    const error = await acquire(connection, network, requestId);
    const answer = await network.answer();
    if (answer?.kind === "issued" && error === null) return accessToken(answer, requestedAt);
    return tokenFailure(answer, error, requestId);
  };
}

/** Runs the grant; the outcome is in the network module, MSAL's own error says only that there is none. */
async function acquire(
  connection: ResolvedConnection,
  network: RecordingNetworkModule,
  correlationId: string,
): Promise<AuthError | null> {
  const { credential } = connection;
  const request = { scopes: [connection.scope], correlationId };
  try {
    if (credential.kind === "password") {
      const user = { username: credential.userName, password: credential.password.reveal() };
      await clientFor(connection, network, credential.secret).acquireTokenByUsernamePassword({ ...request, ...user });
    } else {
      await confidentialClient(connection, network, credential.secret).acquireTokenByClientCredential({
        ...request,
        skipCache: true,
      });
    }
    return null;
  } catch (thrown) {
    if (thrown instanceof AuthError) return thrown;
    throw thrown;
  }
}

function clientFor(
  connection: ResolvedConnection,
  network: RecordingNetworkModule,
  secret: Secret | null,
): ConfidentialClientApplication | PublicClientApplication {
  if (secret !== null) return confidentialClient(connection, network, secret);
  return new PublicClientApplication(configuration(connection, network));
}

function confidentialClient(
  connection: ResolvedConnection,
  network: RecordingNetworkModule,
  secret: Secret,
): ConfidentialClientApplication {
  const { auth, ...rest } = configuration(connection, network);
  return new ConfidentialClientApplication({ ...rest, auth: { ...auth, clientSecret: secret.reveal() } });
}

/**
 * A client lives for one request: its caches and its throttle go by the wall clock. Endpoints are given instead of
 * discovered, so that no answer can send a secret to another host.
 */
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
        token_endpoint: `${authority}/oauth2/v2.0/token`,
        jwks_uri: `${authority}/discovery/v2.0/keys`,
      }),
    },
    system: {
      networkClient: network,
      disableInternalRetries: true,
      loggerOptions: { loggerCallback: () => undefined, piiLoggingEnabled: false, logLevel: LogLevel.Error },
    },
  };
}

const refreshMargin = 300;

function accessToken({ token, lifetime }: IssuedToken, requestedAt: number): AccessToken {
  const margin = Math.min(refreshMargin, lifetime / 10);
  return {
    outcome: "token",
    value: token,
    refreshAt: requestedAt + (lifetime - margin) * 1000,
    expiresAt: requestedAt + lifetime * 1000,
  };
}

function tokenFailure(answer: TokenAnswer | undefined, error: AuthError | null, requestId: string): VerdictFailure {
  if (answer?.kind === "refused") {
    const codes = answer.codes.map((code) => `AADSTS${code}`);
    const cause = ["EntraAnswer:", answer.status, plainCode(answer.error), plainCode(answer.suberror), ...codes];
    const causes = [cause.filter((part) => part !== "").join(" ")];
    const requestIds = answer.requestIds.length > 0 ? answer.requestIds : [requestId];
    return failure(refusalReason(answer), { status: answer.status, requestIds, causes });
  }
  if (answer?.kind === "unreadable") {
    const causes = [`EntraAnswer: ${[answer.status, answer.fault].filter((part) => part !== null).join(" ")}`];
    return failure("entra-unavailable", { status: answer.status, requestIds: [requestId], causes });
  }
  const causes = [`AuthError: ${plainCode(error?.errorCode)}`];
  return failure("token-request-rejected", { requestIds: [requestId], causes });
}
