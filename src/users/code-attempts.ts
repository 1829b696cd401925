import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { Rate } from "../core/rate-limit.ts";
import type { CodeKind, UserStore } from "../store/index.ts";
import type { Attempt, Attempts } from "./attempts.ts";
import { usersErrors } from "./errors.ts";
import { isUsername } from "./names.ts";

interface DailyBudgetOptions {
  readonly store: Pick<UserStore, "failures">;
  readonly kind: CodeKind;
  readonly budget: Rate;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What a user has of each kind of codes, unless set otherwise. */
export const dailyCodes: Rate = { points: 50, seconds: 86_400 };

/**
 * Adds a budget for long to the limits for short: who knows a password and may try ten codes in five minutes, day after day,
 * would guess one within weeks. It is kept in the store, so that no restart renews it, and of each kind of codes on its own.
 */
export function withDailyBudget(attempts: Attempts, { store, kind, budget, clock, log }: DailyBudgetOptions): Attempts {
  const limit = { points: budget.points, milliseconds: budget.seconds * 1000 };
  return {
    begin(realm, username, clientIp): Attempt {
      const attempt = attempts.begin(realm, username, clientIp);
      if (!isUsername(username)) return attempt;
      const fullUntil = store.failures.takeCode(realm, username, kind, limit);
      if (fullUntil !== null) {
        const retryAfter = Math.max(1, Math.ceil((fullUntil - clock.now()) / 1000));
        log.warn({ limit: "user for long", clientIp, retryAfter }, "too many code attempts");
        throw usersErrors.error("users.too-many-attempts", { detail: "code attempts per user for long", retryAfter });
      }
      return {
        forgive() {
          attempt.forgive();
          store.failures.giveBackCode(realm, username, kind);
        },
      };
    },
  };
}
