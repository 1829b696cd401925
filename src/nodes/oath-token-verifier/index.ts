import { z } from "zod";
import {
  type Action,
  answerNumber,
  answerText,
  confirmationCallback,
  goTo,
  type NodeContext,
  nameCallback,
  send,
} from "../../journey/index.ts";
import type { CodeResult } from "../../users/index.ts";
import { node } from "../define.ts";
import { pendingDevice, pendingDeviceKey, verifyPending } from "../oath/pending-device.ts";
import { oathHash, oathKind } from "../oath/settings.ts";
import { noteSecondFactor, secondFactorsKey } from "../second-factors.ts";
import type { NodeServices } from "../services.ts";

const positive = z.int().positive();

const config = z.object({
  algorithm: oathKind.meta({ title: "OATH Algorithm", description: "Codes by time (TOTP) or by counter (HOTP)." }),
  hotpWindowSize: positive.max(1000).default(100).meta({
    title: "HOTP Window Size",
    description: "How many codes an HOTP device may be ahead; beyond 10 the next code is asked for too.",
  }),
  totpTimeInterval: positive.max(300).default(30).meta({
    title: "TOTP Time Step Interval",
    description: "Seconds for which one code is shown.",
  }),
  totpTimeSteps: positive.max(100).default(2).meta({
    title: "TOTP Time Steps",
    description: "How many time steps before and after the current one are accepted.",
  }),
  totpHashAlgorithm: oathHash.meta({
    title: "TOTP Hash Algorithm",
    description: "The hash that the authenticator uses.",
  }),
  maximumAllowedClockDrift: positive.max(100).default(5).meta({
    title: "Maximum Allowed Clock Drift",
    description: "How many time steps a device may be off, whatever the number of time steps says.",
  }),
  isRecoveryCodeAllowed: z.boolean().default(false).meta({
    title: "Allow recovery codes",
    description: "Offers a button that leaves by the recovery code outcome.",
  }),
});

type Settings = z.output<typeof config>;
type Context = NodeContext<Settings, NodeServices>;

const labels = { submit: "Submit", recovery: "Use recovery code" } as const;
const prompts = { code: "Enter verification code", next: "Enter the next verification code" } as const;

/** Asks for the one-time code of the authenticator application that the user registered. */
export const oathTokenVerifierNode = node({
  type: "OathTokenVerifierNode",
  version: 1,
  title: "OATH Token Verifier",
  tags: ["mfa", "multi-factor authentication"],
  config,
  outcomes: ({ isRecoveryCodeAllowed }) => ({
    successOutcome: "Success",
    failureOutcome: "Failure",
    notRegisteredOutcome: "Not registered",
    ...(isRecoveryCodeAllowed ? { recoveryCodeOutcome: "Recovery Code" } : {}),
  }),
  reads: ["username", pendingDeviceKey, secondFactorsKey],
  writes: [pendingDeviceKey, secondFactorsKey],
  run(context) {
    const { answers, config: settings, memory, state } = context;
    const username = state.get("username");
    if (typeof username !== "string") return notRegistered();
    if (answers === null) return hasDevice(context, username) ? ask(settings, prompts.code) : notRegistered();
    if (settings.isRecoveryCodeAllowed && answerNumber(answers[1]) === 1) return goTo("recoveryCodeOutcome");
    const result = verify(context, username, answerText(answers[0]).slice(0, 32).replaceAll(/\s/g, ""));
    if (result.ok) {
      if (pendingDevice(state) === null) noteSecondFactor(state, "OATH");
      return goTo("successOutcome");
    }
    if (result.reason === "not-registered") return notRegistered();
    const isSecondChance = result.reason === "resynchronise" && memory.asked !== prompts.next;
    return isSecondChance ? ask(settings, prompts.next) : goTo("failureOutcome", { reason: result.reason });
  },
});

function notRegistered(): Action {
  return goTo("notRegisteredOutcome", { reason: "not-registered" });
}

function hasDevice({ config: { algorithm }, realm, services: { users }, state }: Context, username: string): boolean {
  const pending = pendingDevice(state);
  if (pending !== null) return pending.kind === algorithm;
  if (algorithm === "TOTP") return users.hasOathDevice(realm, username);
  return users
    .oath(realm, username)
    .list()
    .some(({ kind }) => kind === "HOTP");
}

function ask({ isRecoveryCodeAllowed }: Settings, prompt: string): Action {
  const buttons = isRecoveryCodeAllowed ? [labels.submit, labels.recovery] : [labels.submit];
  return send([nameCallback(prompt), confirmationCallback(buttons)], { memory: { asked: prompt } });
}

function verify(
  { config: settings, realm, request: { clientIp }, services: { clock, users }, state }: Context,
  username: string,
  code: string,
): CodeResult {
  const { algorithm, hotpWindowSize, totpTimeInterval: period, totpHashAlgorithm: hash } = settings;
  const steps = Math.min(settings.totpTimeSteps, settings.maximumAllowedClockDrift);
  const pending = pendingDevice(state);
  if (pending !== null) {
    if (pending.kind !== algorithm) return { ok: false, reason: "not-registered" };
    return verifyPending(state, pending, code, { steps, ahead: hotpWindowSize, now: clock.now() });
  }
  if (algorithm === "TOTP") return users.verifyTotp(realm, username, code, { steps, period, hash }, { clientIp });
  return users.oath(realm, username).verifyHotp(code, hotpWindowSize, { clientIp });
}
