import { addressKey } from "../core/client-address.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import { createRateLimit, type Rate, type RateDecision } from "../core/rate-limit.ts";
import { usernameKey } from "../store/index.ts";
import { usersErrors } from "./errors.ts";
import { maxUsernameLength } from "./names.ts";

/** Counts the failed attempts at one kind of proof, by user and by client address. */
export interface Attempts {
  /**
   * Counts an attempt before it is judged, so that parallel guesses cannot slip through together. Names that nobody has
   * are counted like all others: being locked out does not tell that a user exists.
   *
   * @throws {users.too-many-attempts} with `retryAfter`
   */
  begin(realm: string, username: string, clientIp: string): Attempt;
}

export interface Attempt {
  /** It succeeded, or was never judged: it does not count. */
  forgive(): void;
}

export function createAttempts(options: {
  readonly kind: "password" | "code";
  readonly perUser: Rate;
  readonly perAddress: Rate;
  readonly clock: Clock;
  readonly log: Logger;
}): Attempts {
  const { kind, clock, log } = options;
  const users = createRateLimit({ ...options.perUser, clock });
  const addresses = createRateLimit({ ...options.perAddress, clock });

  const insist = (decision: RateDecision, limit: "user" | "address", clientIp: string): void => {
    if (decision.allowed) return;
    const { retryAfter } = decision;
    // No user name: people type passwords into that field.
    log.warn({ limit, clientIp, retryAfter }, `too many ${kind} attempts`);
    throw usersErrors.error("users.too-many-attempts", { detail: `${kind} attempts per ${limit}`, retryAfter });
  };

  return {
    begin(realm, username, clientIp) {
      const address = addressKey(clientIp);
      const user = JSON.stringify([realm, usernameKey(username.slice(0, maxUsernameLength))]);
      insist(addresses.consume(address), "address", clientIp);
      insist(users.consume(user), "user", clientIp);
      return {
        forgive() {
          addresses.giveBack(address);
          users.giveBack(user);
        },
      };
    },
  };
}
