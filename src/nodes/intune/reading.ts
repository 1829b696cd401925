import type { z } from "zod";
import type { Verdict, VerdictOptions } from "../../microsoft/index.ts";
import { choice, flag } from "./optional.ts";
import { refusals } from "./outcomes.ts";

/** How the device is asked about, and what to do with answers that the page does not speak of. */
export const readingSettings = {
  idKind: choice(["intune", "entra", "either"]).meta({
    title: "Kind of device id",
    description:
      "Whose id the certificate holds: Intune's (the default), Entra's, or either, which tries Intune's first.",
  }),
  severalMatches: choice(["refuse", "newest-sync"]).meta({
    title: "Several matches",
    description: "When several records share an Entra id: refuse (the default), or take the one that synced last.",
  }),
  unknownDeviceOutcome: choice(refusals).meta({
    title: "Outcome for an unknown device",
    description: "Where a device leads that Intune does not know. Unset: ERROR.",
  }),
  refuseStale: flag.meta({
    title: "Refuse stale answers",
    description: "Leave by ERROR when Microsoft fails, even where an earlier reading may stand in for an answer.",
  }),
  tolerateAppsFailure: flag.meta({
    title: "Continue without apps",
    description: "Do not leave by ERROR only because the installed apps could not be read.",
  }),
  appsAsJson: flag.meta({
    title: "Installed apps as JSON",
    description: "With the installed apps saved: write them as INTUNE_INSTALLED_APPS_JSON too, a JSON array of names.",
  }),
};

export type ReadingSettings = z.output<z.ZodObject<typeof readingSettings, z.core.$strip>>;

export function verdictOptions({ idKind, severalMatches }: ReadingSettings, live: boolean): VerdictOptions {
  return {
    ...(idKind === null ? {} : { idKind }),
    ...(severalMatches === null ? {} : { severalMatches }),
    ...(live ? { live } : {}),
  };
}

/** State, source, age and last sync of an answer, for the trace. */
export function describeReading({ complianceState, reason, lastSync, source, age, staleBecause }: Verdict): string {
  const state = reason ?? `complianceState ${complianceState}`;
  const facts = [
    source,
    ...(age === undefined ? [] : [`${Math.round(age / 1000)} s old`]),
    ...(staleBecause === undefined ? [] : [`because of ${staleBecause}`]),
    ...(lastSync === null ? [] : [`last sync ${lastSync}`]),
  ];
  return `${state} (${facts.join(", ")})`;
}
