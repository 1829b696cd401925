/** The reason with which an Intune node left, for the eyes of a person who sees the device's state already. */

/** What it says beyond the state and the last sync. */
export function beyondState(reason: string | null): string {
  return (reason ?? "").replaceAll(/complianceState \S* \(live[^)]*\)(?:; )?/g, "").trim();
}

/** The settings whose rules a device breaks, without the sentences: `NONCOMPLIANT: maxSyncAge, requireEncryption`. */
export function briefly(reason: string | null): string {
  const text = beyondState(reason);
  const rules = [...text.matchAll(/(?:^|[.:;] )([a-z]\w+):/g)].map((match) => match[1] ?? "");
  const otherwise = /would have been ([A-Z]+)/.exec(text)?.[1];
  if (rules.length === 0 && otherwise === undefined) return text;
  return [...(otherwise === undefined ? [] : [otherwise]), rules.join(", ")].filter((part) => part !== "").join(": ");
}
