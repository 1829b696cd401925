import { z } from "zod";

/** A text by locale, as PingAM exports it: `{ "en": "Sign in" }`; unset is `{}`. */
export const localisedText = z.record(z.string(), z.string()).default({});

/** The text for the first preferred locale that has one, else English, else any. */
export function localise(texts: Readonly<Record<string, string>>, locales: readonly string[]): string {
  const wanted = [...locales.flatMap((locale) => [locale, locale.split("-")[0] ?? locale]), "en"];
  const found = wanted.find((locale) => texts[locale] !== undefined);
  return (found === undefined ? Object.values(texts)[0] : texts[found]) ?? "";
}
