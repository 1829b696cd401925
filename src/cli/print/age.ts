/** How long ago something was, in the unit that says enough: `just now`, `12 min ago`, `7 h ago`, `3 days ago`. */
export function ageText(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${Math.floor(hours / 24).toLocaleString("en-US")} days ago`;
}

/** How long ago an instant of Intune's was; `never` when there was none. */
export function since(instant: string | null, now: number): string {
  const at = Date.parse(instant ?? "");
  return Number.isNaN(at) ? "never" : ageText(Math.max(0, now - at));
}
