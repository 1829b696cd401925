import { z } from "zod";

/** A text by locale, as PingAM exports it: `{ "en": "Sign in" }`; unset is `{}`. */
export const localisedText = z.record(z.string(), z.string()).default({});

/** The text for the first preferred locale that has one, else English, else any. `de_CH` is `de-CH`. */
export function localise(texts: Readonly<Record<string, string>>, locales: readonly string[]): string {
  const byLocale = new Map(Object.entries(texts).map(([locale, text]) => [tag(locale), text]));
  const wanted = [...locales.map(tag).flatMap((locale) => [locale, languageOf(locale)]), "en"];
  const found = wanted.find((locale) => byLocale.has(locale));
  return (found === undefined ? [...byLocale.values()][0] : byLocale.get(found)) ?? "";
}

function tag(locale: string): string {
  return locale.toLowerCase().replaceAll("_", "-");
}

function languageOf(locale: string): string {
  return locale.split("-")[0] ?? locale;
}
