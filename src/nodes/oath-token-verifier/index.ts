import { z } from "zod";
import { answerText, confirmationCallback, goTo, nameCallback, send } from "../../journey/index.ts";
import { node } from "../define.ts";

const positive = z.int().positive();

const config = z.object({
  algorithm: z.enum(["TOTP", "HOTP"]).default("TOTP").meta({
    title: "OATH Algorithm",
    description: "TOTP (RFC 6238). HOTP is refused until registered devices can carry a counter.",
  }),
  hotpWindowSize: positive.default(100).meta({ title: "HOTP Window Size", description: "Unused with TOTP." }),
  totpTimeInterval: positive.max(300).default(30).meta({
    title: "TOTP Time Step Interval",
    description: "Seconds for which one code is shown.",
  }),
  totpTimeSteps: positive.max(10).default(2).meta({
    title: "TOTP Time Steps",
    description: "How many time steps before and after the current one are accepted.",
  }),
  totpHashAlgorithm: z.enum(["HMAC_SHA1", "HMAC_SHA256", "HMAC_SHA512"]).default("HMAC_SHA1").meta({
    title: "TOTP Hash Algorithm",
    description: "The hash that the authenticator uses.",
  }),
  maximumAllowedClockDrift: positive.default(5).meta({
    title: "Maximum Allowed Clock Drift",
    description: "Kept for PingAM; the accepted window is given by the time steps alone.",
  }),
  isRecoveryCodeAllowed: z.boolean().default(false).meta({
    title: "Allow recovery codes",
    description: "Offers a button that leaves by the recovery code outcome.",
  }),
});

const supported = config.refine(({ algorithm }) => algorithm === "TOTP", {
  path: ["algorithm"],
  message: "HOTP is not supported yet; use TOTP",
});

const labels = { submit: "Submit", recovery: "Use recovery code" } as const;

/** Asks for the one-time code of the authenticator application that the user registered. */
export const oathTokenVerifierNode = node({
  type: "OathTokenVerifierNode",
  version: 1,
  title: "OATH Token Verifier",
  tags: ["mfa", "multi-factor authentication"],
  config: supported,
  outcomes: ({ isRecoveryCodeAllowed }) => ({
    successOutcome: "Success",
    failureOutcome: "Failure",
    notRegisteredOutcome: "Not registered",
    ...(isRecoveryCodeAllowed ? { recoveryCodeOutcome: "Recovery Code" } : {}),
  }),
  reads: ["username"],
  writes: [],
  run({ answers, config: settings, realm, request, services, state }) {
    const username = state.get("username");
    if (typeof username !== "string" || !services.users.hasOathDevice(realm, username)) {
      return goTo("notRegisteredOutcome", { reason: "not-registered" });
    }
    const buttons = settings.isRecoveryCodeAllowed ? [labels.submit, labels.recovery] : [labels.submit];
    if (answers === null) return send([nameCallback("Enter verification code"), confirmationCallback(buttons)]);
    if (settings.isRecoveryCodeAllowed && answers[1]?.values[""] === 1) return goTo("recoveryCodeOutcome");
    const window = {
      steps: settings.totpTimeSteps,
      period: settings.totpTimeInterval,
      hash: settings.totpHashAlgorithm,
    };
    const code = answerText(answers[0]).replaceAll(/\s/g, "");
    const result = services.users.verifyTotp(realm, username, code, window, { clientIp: request.clientIp });
    return result.ok ? goTo("successOutcome") : goTo("failureOutcome", { reason: result.reason });
  },
});
