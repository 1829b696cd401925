/** Durations as PingGateway writes them: `10 seconds`, `1 hour and 30 minutes`, `unlimited`, `disabled`. */

const unlimited = /^(?:indefinite|infinity|undefined|unlimited)$/i;
const none = /^(?:zero|disabled)$/i;
const part = /^(\d{1,12})\s*([a-z]+)$/i;

const unitMilliseconds: ReadonlyMap<string, number> = new Map(
  [
    [86_400_000, "d day days"],
    [3_600_000, "h hour hours"],
    [60_000, "m min minute minutes"],
    [1_000, "s sec second seconds"],
    [1, "ms milli millis millisec millisecond milliseconds"],
    [1e-3, "us micro micros microsec microsecond microseconds"],
    [1e-6, "ns nano nanos nanosec nanosecond nanoseconds"],
  ].flatMap(([milliseconds, names]) =>
    String(names)
      .split(" ")
      .map((name): [string, number] => [name, Number(milliseconds)]),
  ),
);

/** Milliseconds, `Infinity` for an unlimited duration, or `undefined` when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (unlimited.test(trimmed)) return Number.POSITIVE_INFINITY;
  if (none.test(trimmed)) return 0;
  let total = 0;
  for (const piece of trimmed.split(/\s*,\s*|\s+and\s+|(?<=[a-z])\s+(?=\d)/i)) {
    const match = part.exec(piece.trim());
    const unit = unitMilliseconds.get(match?.[2]?.toLowerCase() ?? "");
    if (match === null || unit === undefined) return undefined;
    total += Number(match[1]) * unit;
  }
  return total;
}
