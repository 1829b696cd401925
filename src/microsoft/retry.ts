import type { Clock } from "../core/clock.ts";
import type { Random } from "../core/random.ts";
import type { Exchange } from "./http.ts";
import { isBrokenConnection, isTimeOut } from "./http.ts";

/** When a call may be repeated, and how long to wait before. */

const passingStatuses = new Set([408, 429, 500, 502, 503, 504]);

/** Whether the trouble may pass by itself: a broken connection, a time-out, throttling, an outage. */
export function isPassing(exchange: Exchange): boolean {
  if (exchange.outcome === "answer") return passingStatuses.has(exchange.status);
  return isBrokenConnection(exchange) || isTimeOut(exchange);
}

/**
 * The milliseconds of `Retry-After` (RFC 9110 10.2.3; Graph also sends decimals), `null` when it is absent or says
 * nothing.
 */
export function retryAfter(exchange: Exchange, clock: Clock): number | null {
  if (exchange.outcome === "no-answer") return null;
  const header = exchange.headers["retry-after"]?.trim() ?? "";
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(header)) return Math.ceil(Number(header) * 1000);
  // An HTTP date ends in GMT; Date.parse alone would read all sorts of numbers as years.
  const date = /GMT$/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - clock.now());
}

/** Exponential back-off with full jitter: anything from nothing to `first`, doubled with each attempt (from 1), up to `longest`. */
export function jitter(attempt: number, limits: { first: number; longest: number }, random: Random): number {
  const ceiling = Math.min(limits.longest, limits.first * 2 ** (attempt - 1));
  return (random.bytes(4).readUInt32BE() / 2 ** 32) * ceiling;
}
