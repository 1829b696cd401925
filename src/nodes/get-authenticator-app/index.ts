import { z } from "zod";
import { confirmationCallback, goTo, send, textOutputCallback } from "../../journey/index.ts";
import { node } from "../define.ts";
import { localise, localisedText } from "../localised.ts";

const link = z
  .string()
  .max(2048)
  .regex(/^(https?:\/\/[^\s]+)?$/, "is not an http or https address");

const config = z.object({
  message: localisedText.meta({
    title: "Get App Authenticator Message",
    description: "What the person is told, by locale; {{appleLink}} and {{googleLink}} become the links.",
  }),
  continueLabel: localisedText.meta({ title: "Continue Label", description: "Label of the button, by locale." }),
  appleLink: link.default("https://apps.apple.com/app/pingid/id891247102").meta({
    title: "Apple App Store URL",
    description: "Where the application is for iOS.",
  }),
  googleLink: link.default("https://play.google.com/store/apps/details?id=prod.com.pingidentity.pingid").meta({
    title: "Google Play URL",
    description: "Where the application is for Android.",
  }),
});

const defaultMessage =
  "Get the authenticator app from the Apple App Store ({{appleLink}}) or Google Play ({{googleLink}}).";

/** Tells where to get an authenticator application. */
export const getAuthenticatorAppNode = node({
  type: "GetAuthenticatorAppNode",
  version: 1,
  title: "Get Authenticator App",
  tags: ["mfa", "multi-factor authentication"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: [],
  run({ answers, config: { message, continueLabel, appleLink, googleLink }, request: { locales } }) {
    if (answers !== null) return goTo("outcome");
    const text = (localise(message, locales) || defaultMessage)
      .replaceAll("{{appleLink}}", () => appleLink)
      .replaceAll("{{googleLink}}", () => googleLink);
    return send([textOutputCallback(text), confirmationCallback([localise(continueLabel, locales) || "Continue"])]);
  },
});
