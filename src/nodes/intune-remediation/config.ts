import { z } from "zod";
import { localisedText } from "../localised.ts";

export const remediationConfig = z.object({
  message: localisedText.meta({
    title: "Message",
    description:
      "Text above the list of what fails, by locale. Empty: a sentence that says how it stands with the device.",
  }),
  maxChecks: z.int().min(1).max(20).default(3).meta({
    title: "Maximum checks",
    description:
      "How often the device may be checked again in one login; after the last one the outcome is noncompliant.",
  }),
  minimumInterval: z.int().min(5).max(3600).default(30).meta({
    title: "Minimum interval",
    description: "Seconds between two checks of one device, whichever login asks.",
  }),
  offerContinue: z.boolean().default(true).meta({
    title: "Offer Continue",
    description: "Show a button that leaves by continue, although the device is not compliant.",
  }),
  offerCancel: z.boolean().default(false).meta({
    title: "Offer Cancel",
    description: "Show a button that leaves by cancel.",
  }),
});

export type RemediationConfig = z.output<typeof remediationConfig>;

/** The buttons, in order; the answer of a confirmation is an index among them. */
export function choicesOf({ offerContinue, offerCancel }: RemediationConfig): readonly Choice[] {
  return ["check", ...(offerContinue ? (["continue"] as const) : []), ...(offerCancel ? (["cancel"] as const) : [])];
}

export type Choice = "check" | "continue" | "cancel";
