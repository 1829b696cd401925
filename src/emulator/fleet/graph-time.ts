/** Instants as Intune writes them: up to seven fractional digits, and two sentinels that are not dates. */

export const noValue = "0001-01-01T00:00:00Z";
export const never = "9999-12-31T23:59:59.9999999Z";

/** `2026-01-07T04:43:04.1234567Z`; `ticks` are the four digits below the millisecond. */
export function graphInstant(milliseconds: number, ticks = "0000"): string {
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${ticks}Z`;
}

/** `1/7/2026_4:43 AM`, the form in which Intune composes default device names. */
export function nameStamp(milliseconds: number): string {
  const date = new Date(milliseconds);
  const hour = date.getUTCHours();
  const day = `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`;
  const minute = String(date.getUTCMinutes()).padStart(2, "0");
  return `${day}_${hour % 12 === 0 ? 12 : hour % 12}:${minute} ${hour < 12 ? "AM" : "PM"}`;
}
