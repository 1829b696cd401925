import { z } from "zod";
import { answerText, goTo, messageTypes, passwordCallback, send, textOutputCallback } from "../../journey/index.ts";
import { node } from "../define.ts";
import { collectSecret } from "../identity/collected.ts";
import { failedPasswordPolicies } from "../identity/new-password.ts";

const config = z.object({
  minPasswordLength: z.int().min(0).max(1024).default(8).meta({
    title: "Minimum Password Length",
    description: "Characters, besides what the password policy of the realm asks for.",
  }),
});

/** Asks twice for a new password. */
export const createPasswordNode = node({
  type: "CreatePasswordNode",
  version: 1,
  title: "Create Password",
  tags: ["identity management"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: ["username"],
  writes: ["password", "objectAttributes"],
  async run(context) {
    const { answers, config, state } = context;
    const ask = [passwordCallback("Create a password"), passwordCallback("Confirm password")];
    if (answers === null) return send(ask);
    const again = (problem: string) => send([...ask, textOutputCallback(problem, messageTypes.error)]);
    const [first, second] = answers;
    const password = answerText(first);
    if (password !== answerText(second)) return again("The passwords are not the same.");
    if ([...password].length < config.minPasswordLength) {
      return again(`The password needs at least ${config.minPasswordLength} characters.`);
    }
    const [failed] = await failedPasswordPolicies(context, password);
    if (failed !== undefined) return again(problemOf(failed.policyRequirement));
    state.putTransient("password", password);
    collectSecret(state, "password", password);
    return goTo("outcome");
  },
});

function problemOf(requirement: string): string {
  if (requirement === "REQUIRED") return "A password is needed.";
  if (requirement === "MIN_LENGTH") return "The password is too short.";
  if (requirement === "MAX_LENGTH") return "The password is too long.";
  return "Choose another password.";
}
