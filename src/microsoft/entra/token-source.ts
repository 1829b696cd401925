import { LRUCache } from "lru-cache";
import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../../core/log.ts";
import { singleFlight } from "../../core/single-flight.ts";
import type { ResolvedConnection } from "../connection.ts";
import { failure, type VerdictFailure } from "../failure.ts";
import { type ReasonCode, reasonTexts } from "../reasons.ts";
import { type ExpiryRemark, expiryRemark } from "./certificate-expiry.ts";
import { isAboutTheUser } from "./refusal.ts";
import type { AccessToken, TokenRequester } from "./token-request.ts";

/** Tokens from memory while they last, and at most one request in flight per connection. */
export interface TokenSource {
  token(connection: ResolvedConnection): Promise<AccessToken | VerdictFailure>;
  /** A token other than `rejected`, which Graph refused although it has not expired. */
  replace(connection: ResolvedConnection, rejected: AccessToken): Promise<AccessToken | VerdictFailure>;
}

interface TokenSourceOptions {
  readonly request: TokenRequester;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Refusal {
  readonly failure: VerdictFailure;
  /** Milliseconds for which nobody asks again. */
  readonly pause: number;
  readonly until: number;
}

const mostConnections = 500;
const firstPause = 60_000;
const longestPause = 15 * 60_000;
const loopPause = 5 * 60_000;

export function createTokenSource({ request, clock, log }: TokenSourceOptions): TokenSource {
  const tokens = new LRUCache<string, AccessToken>({ max: mostConnections });
  const refusals = new LRUCache<string, Refusal>({ max: mostConnections });
  const warned = new LRUCache<string, true>({ max: mostConnections });
  const requests = singleFlight<AccessToken | VerdictFailure>();

  const warnOnce = ({ key, credential, clientId }: ResolvedConnection): void => {
    if (credential.kind !== "password" || warned.has(key)) return;
    warned.set(key, true);
    log.warn({ clientId }, "the password grant is insecure and fails once multi-factor authentication is enforced");
  };

  const warnOfExpiry = ({ credential, clientId }: ResolvedConnection): ExpiryRemark | null => {
    const remark = expiryRemark(credential, clock);
    if (remark !== null) {
      const { text, next } = reasonTexts[remark.reason];
      log.warn({ clientId, reason: remark.reason, validTo: remark.day, next }, text);
    }
    return remark;
  };

  /** What Entra refuses it refuses again until somebody changes something: a login storm must make no token storm. */
  const remember = (connection: ResolvedConnection, refused: VerdictFailure): void => {
    const pause = pauseAfter(connection, refused.reason, refusals.get(connection.key)?.pause);
    if (pause === null) return;
    const { reason, status, requestIds, chain } = refused;
    const causes = [...chain.slice(1), "TokenSource: not asked again with the same credential for a while"];
    const again = failure(reason, { status, requestIds, causes });
    refusals.set(connection.key, { failure: again, pause, until: clock.now() + pause });
  };

  const fetchToken = (connection: ResolvedConnection): Promise<AccessToken | VerdictFailure> =>
    requests.run(connection.key, async () => {
      const refused = refusals.get(connection.key);
      if (refused !== undefined && clock.now() < refused.until) return refused.failure;
      warnOnce(connection);
      const remark = warnOfExpiry(connection);
      const result = explained(await request(connection), remark);
      if (result.outcome === "failure") remember(connection, result);
      else {
        tokens.set(connection.key, result);
        refusals.delete(connection.key);
      }
      return result;
    });

  return {
    async token(connection) {
      const cached = tokens.get(connection.key);
      if (cached !== undefined && clock.now() < cached.refreshAt) return cached;
      const renewed = await fetchToken(connection);
      const outage = renewed.outcome === "failure" && renewed.reason === "entra-unavailable";
      return outage && cached !== undefined && clock.now() < cached.expiresAt ? cached : renewed;
    },
    async replace(connection, rejected) {
      const cached = tokens.get(connection.key);
      if (cached !== undefined && cached !== rejected) return cached;
      tokens.delete(connection.key);
      return fetchToken(connection);
    },
  };
}

const proofRefused: ReadonlySet<ReasonCode> = new Set(["certificate-not-registered", "assertion-rejected"]);

/** Entra refuses a certificate that has expired like any other that it does not take. */
function explained(result: AccessToken | VerdictFailure, remark: ExpiryRemark | null): AccessToken | VerdictFailure {
  if (result.outcome === "token" || remark?.reason !== "certificate-expired" || !proofRefused.has(result.reason)) {
    return result;
  }
  const { status, requestIds, chain } = result;
  return failure(remark.reason, { status, requestIds, causes: chain.slice(1) });
}

const passing: ReadonlySet<ReasonCode> = new Set([
  "entra-unavailable",
  "managed-identity-unavailable",
  "assertion-unreadable",
]);

/** `null` when asking again at once may help. A refused password stays refused, or trying it would lock the account. */
function pauseAfter(
  { credential }: ResolvedConnection,
  reason: ReasonCode,
  lastPause: number | undefined,
): number | null {
  if (passing.has(reason)) return null;
  if (reason === "token-requests-looping") return loopPause;
  if (credential.kind === "password" && isAboutTheUser(reason)) {
    return reason === "user-locked" ? longestPause : Number.POSITIVE_INFINITY;
  }
  return lastPause === undefined ? firstPause : Math.min(lastPause * 2, longestPause);
}
