import { z } from "zod";
import {
  answerBoolean,
  answerText,
  goTo,
  passwordCallback,
  send,
  validatedPasswordCallback,
} from "../../journey/index.ts";
import { node } from "../define.ts";
import { collectSecret } from "../identity/collected.ts";
import { failedPasswordPolicies } from "../identity/new-password.ts";
import { failedOf, passwordRequirements, policiesOf } from "../identity/requirements.ts";

const config = z.object({
  validateInput: z.boolean().default(false).meta({
    title: "Validate Password",
    description: "Ask for a new password: one that meets the password policy of the realm.",
  }),
  passwordAttribute: z.string().min(1).max(64).default("password").meta({
    title: "Password Attribute",
    description: "Of no effect here: the embedded store has one password. Kept for exports.",
  }),
});

/** Asks for a password and keeps it in transient state; for a new password, until it meets the policy. */
export const platformPasswordNode = node({
  type: "ValidatedPasswordNode",
  version: 1,
  title: "Platform Password",
  tags: ["identity management"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: ["username"],
  writes: ["password", "objectAttributes"],
  async run(context) {
    const { answers, config, realm, services, state } = context;
    const password = answerText(answers?.[0]);
    if (config.validateInput) {
      const failed = answers === null ? [] : await failedPasswordPolicies(context, password);
      if (answers === null || failed.length > 0 || answerBoolean(answers[0], "validateOnly")) {
        const policies = policiesOf("password", passwordRequirements(services.users.passwordPolicy(realm)));
        return send([validatedPasswordCallback("Password", { policies, failedPolicies: failedOf(failed) })]);
      }
    } else if (answers === null) return send([passwordCallback("Password")]);
    state.putTransient("password", password);
    collectSecret(state, "password", password);
    return goTo("outcome");
  },
});
