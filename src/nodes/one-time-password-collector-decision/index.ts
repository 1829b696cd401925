import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { answerText, goTo, type NodeState, passwordCallback, send } from "../../journey/index.ts";
import { node } from "../define.ts";

const kept = {
  password: "oneTimePassword",
  timestamp: "oneTimePasswordTimestamp",
  failures: "oneTimePasswordFailures",
};
const guesses = 5;

/** Asks for the one-time password that a generator made, and accepts it once. */
export const oneTimePasswordCollectorDecisionNode = node({
  type: "OneTimePasswordCollectorDecisionNode",
  version: 1,
  title: "OTP Collector Decision",
  tags: ["otp", "mfa", "multi-factor authentication"],
  config: z.object({
    passwordExpiryTime: z.int().min(1).max(1440).default(5).meta({
      title: "One-Time Password Validity Length",
      description: "Minutes for which a password is accepted after it was made.",
    }),
  }),
  outcomes: { true: "True", false: "False" },
  reads: ["username", ...Object.values(kept)],
  writes: Object.values(kept),
  run({ answers, config, realm, request, services, state }) {
    if (answers === null) return send([passwordCallback("One Time Password")]);
    const username = state.get("username");
    const judged = () =>
      judge(state, answerText(answers[0]), services.clock.now() / 1000, config.passwordExpiryTime * 60);
    // Without a user name the guesses per password are the only limit.
    const { problem } =
      typeof username === "string" ? services.codeAttempts.judge(realm, username, request.clientIp, judged) : judged();
    if (problem !== null) return goTo("false", { reason: problem });
    forget(state);
    return goTo("true");
  },
});

function judge(state: NodeState, given: string, now: number, validity: number) {
  const problem = problemWith(state, given, now, validity);
  return { ok: problem === null, problem };
}

/** Why a password is not accepted, or null when it is. */
function problemWith(state: NodeState, given: string, now: number, validity: number): string | null {
  const password = state.get(kept.password);
  const timestamp = state.get(kept.timestamp);
  if (typeof password !== "string" || password === "" || typeof timestamp !== "number") return "no one-time password";
  if (now - timestamp >= validity) {
    forget(state);
    return "expired";
  }
  if (isSame(given.trim(), password)) return null;
  const before = state.get(kept.failures);
  const failures = (typeof before === "number" ? before : 0) + 1;
  if (failures >= guesses) forget(state);
  else state.putShared(kept.failures, failures);
  return "wrong one-time password";
}

function forget(state: NodeState): void {
  for (const key of Object.values(kept)) state.remove(key);
}

/** Takes the same time wherever the two differ. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
