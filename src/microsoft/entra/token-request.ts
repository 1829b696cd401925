import { AuthError } from "@azure/msal-node";
import type { Clock } from "../../core/clock.ts";
import type { Random } from "../../core/random.ts";
import type { Secret } from "../../core/secret.ts";
import type { ResolvedConnection } from "../connection.ts";
import type { ManagedIdentityCredential } from "../credential.ts";
import { startDeadline } from "../deadline.ts";
import type { VerdictFailure } from "../failure.ts";
import type { EntraAsker } from "./ask-entra.ts";
import { acquireByGrant } from "./grants.ts";
import { askManagedIdentity } from "./managed-identity.ts";
import { tokenEndpointOf } from "./msal-client.ts";
import { createNetworkModule } from "./network-module.ts";
import type { IssuedToken } from "./token-answer.ts";
import { type Asked, tokenFailure } from "./token-failure.ts";

/** An access token with the times that matter, in milliseconds since the epoch. */
export interface AccessToken {
  readonly outcome: "token";
  readonly value: Secret;
  /** From here on a new one should be fetched: 5 minutes before the end, or a tenth of the lifetime if that is less. */
  readonly refreshAt: number;
  readonly expiresAt: number;
}

/** Asks for one token, by whichever grant the credential stands for. Never rejects for trouble upstream. */
export type TokenRequester = (connection: ResolvedConnection) => Promise<AccessToken | VerdictFailure>;

interface TokenRequesterOptions {
  /** Asks Entra. */
  readonly ask: EntraAsker;
  /** Asks this machine's managed identity, which no proxy may stand before. */
  readonly askMachine: EntraAsker;
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds for the whole request. */
  readonly timeout: number;
}

export function createTokenRequester(options: TokenRequesterOptions): TokenRequester {
  const { ask, askMachine, clock, random, timeout } = options;

  const askEntra = async (connection: ResolvedConnection, requestId: string): Promise<Asked | VerdictFailure> => {
    const { scope } = connection;
    const tokenEndpoint = tokenEndpointOf(connection);
    const deadline = startDeadline(timeout, clock);
    const network = createNetworkModule({ ask, tokenEndpoint, scope, requestId, deadline });
    const result = await orAuthError(acquireByGrant(connection, network, requestId));
    if (result !== null && "outcome" in result) return result;
    return { answer: await network.answer(), error: result };
  };

  const askIdentity = async (
    credential: ManagedIdentityCredential,
    { graph: resource }: ResolvedConnection,
    requestId: string,
  ): Promise<Asked> => {
    const deadline = startDeadline(timeout, clock);
    const asking = askManagedIdentity(credential, { ask: askMachine, clock, requestId, deadline, resource });
    const result = await orAuthError(asking);
    return result instanceof AuthError ? { answer: undefined, error: result } : { answer: result, error: null };
  };

  return async (connection) => {
    const requestedAt = clock.now();
    const requestId = random.uuid();
    const { credential } = connection;
    const asked =
      credential.kind === "managed-identity"
        ? await askIdentity(credential, connection, requestId)
        : await askEntra(connection, requestId);
    if ("outcome" in asked) return asked;
    if (asked.answer?.kind === "issued" && asked.error === null) return accessToken(asked.answer, requestedAt);
    return tokenFailure(asked, credential.kind, requestId);
  };
}

/** MSAL's error as a value; every other one is a bug. */
async function orAuthError<Value>(acquiring: Promise<Value>): Promise<Value | AuthError> {
  try {
    return await acquiring;
  } catch (thrown) {
    if (thrown instanceof AuthError) return thrown;
    throw thrown;
  }
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
