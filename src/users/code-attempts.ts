import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { Rate } from "../core/rate-limit.ts";
import type { CodeKind, UserStore } from "../store/index.ts";
import type { Attempts } from "./attempts.ts";
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

/** Limits the guessing of one-time codes. */
export interface CodeAttempts {
  /**
   * Judges a code, unless too many were wrong before; one that is wrong counts. All of it happens in one turn of the event loop,
   * so that parallel guesses cannot slip through together, and nobody hears of a wrong code before it is on record.
   *
   * @throws {users.too-many-attempts} with `retryAfter`
   */
  judge<Result extends { readonly ok: boolean }>(
    realm: string,
    username: string,
    clientIp: string,
    work: () => Result,
  ): Result;
}

/**
 * Adds a budget for long to the limits for short: who knows a password and may try ten codes in five minutes, day after day,
 * would guess one within weeks. It is kept in the store, so that no restart renews it, and of each kind of codes on its own.
 */
export function withDailyBudget(
  attempts: Attempts,
  { store, kind, budget, clock, log }: DailyBudgetOptions,
): CodeAttempts {
  const limit = { points: budget.points, milliseconds: budget.seconds * 1000 };
  const insist = (fullUntil: number | null, clientIp: string): void => {
    if (fullUntil === null) return;
    const retryAfter = Math.max(1, Math.ceil((fullUntil - clock.now()) / 1000));
    log.warn({ limit: "user for long", clientIp, retryAfter }, "too many code attempts");
    throw usersErrors.error("users.too-many-attempts", { detail: "code attempts per user for long", retryAfter });
  };
  return {
    judge(realm, username, clientIp, work) {
      const attempt = attempts.begin(realm, username, clientIp);
      const isCounted = isUsername(username);
      if (isCounted) insist(store.failures.codesFullUntil(realm, username, kind, limit), clientIp);
      const result = work();
      if (result.ok) attempt.forgive();
      else if (isCounted) insist(store.failures.takeCode(realm, username, kind, limit), clientIp);
      return result;
    },
  };
}
