import { z } from "zod";
import { answerNumber, confirmationCallback, goTo, send, textOutputCallback } from "../../journey/index.ts";
import { node } from "../define.ts";
import { localise, localisedText } from "../localised.ts";

const config = z.object({
  mandatory: z.boolean().default(false).meta({
    title: "Remove 'skip' option",
    description: "The person must register: nothing to skip, no opting out.",
  }),
  getApp: z.boolean().default(true).meta({
    title: "Display Get Authenticator App",
    description: "Offer the way to the application.",
  }),
  message: localisedText.meta({ title: "Message", description: "What the person is told, by locale." }),
  registerDeviceLabel: localisedText.meta({
    title: "Register Device",
    description: "Label of that button, by locale.",
  }),
  getAppLabel: localisedText.meta({ title: "Get Authenticator App", description: "Label of that button, by locale." }),
  skipStepLabel: localisedText.meta({ title: "Skip this Step", description: "Label of that button, by locale." }),
  optOutLabel: localisedText.meta({ title: "Opt-out", description: "Label of that button, by locale." }),
});

type Settings = z.output<typeof config>;

const defaultMessage = "Register a device as a second factor, so that your password alone lets nobody in.";

/** Lets the person choose whether to register a second factor. */
export const multiFactorRegistrationOptionsNode = node({
  type: "MultiFactorRegistrationOptionsNode",
  version: 1,
  title: "MFA Registration Options",
  tags: ["mfa", "multi-factor authentication"],
  config,
  outcomes: ({ mandatory }) => ({
    registerOutcome: "Register Device",
    getAppOutcome: "Get Authenticator App",
    ...(mandatory ? {} : { skipOutcome: "Skip this Step", optOutOutcome: "Opt-out" }),
  }),
  reads: [],
  writes: [],
  run({ answers, config: settings, request: { locales } }) {
    const options = optionsOf(settings);
    const pressed = answerNumber(answers?.[1]);
    const chosen = pressed === null ? undefined : options[pressed];
    if (chosen !== undefined) return goTo(chosen.outcome);
    const labels = options.map(({ label, otherwise }) => localise(label, locales) || otherwise);
    const message = localise(settings.message, locales) || defaultMessage;
    return send([textOutputCallback(message), confirmationCallback(labels)]);
  },
});

function optionsOf({ mandatory, getApp, ...labels }: Settings) {
  return [
    { outcome: "registerOutcome", label: labels.registerDeviceLabel, otherwise: "Register Device" },
    ...(getApp ? [{ outcome: "getAppOutcome", label: labels.getAppLabel, otherwise: "Get Authenticator App" }] : []),
    ...(mandatory
      ? []
      : [
          { outcome: "skipOutcome", label: labels.skipStepLabel, otherwise: "Skip this Step" },
          { outcome: "optOutOutcome", label: labels.optOutLabel, otherwise: "Opt-out" },
        ]),
  ];
}
