const minute = 60_000;
const units: Readonly<Record<string, number>> = {
  second: 1000,
  minute,
  hour: 60 * minute,
  day: 1440 * minute,
  week: 7 * 1440 * minute,
  month: 30 * 1440 * minute,
  year: 365 * 1440 * minute,
};

/**
 * Milliseconds of a time as people write it: `90` (minutes), `10 minutes`, `4 weeks and 2 days`. `null` when it is none. A
 * month has 30 days, a year 365.
 */
export function parseElapsedTime(text: string): number | null {
  const trimmed = text.trim().toLowerCase();
  if (trimmed.length > 200) return null;
  if (/^\d{1,9}$/.test(trimmed)) return Number(trimmed) * minute;
  let milliseconds = 0;
  for (const part of trimmed.split(/,| and |(?<=[a-z]) +(?=\d)/)) {
    const [, count, unit = ""] = /^(\d{1,9}) *([a-z]+?)s?$/.exec(part.trim()) ?? [];
    const length = Object.hasOwn(units, unit) ? units[unit] : undefined;
    if (count === undefined || length === undefined) return null;
    milliseconds += Number(count) * length;
  }
  return milliseconds;
}
