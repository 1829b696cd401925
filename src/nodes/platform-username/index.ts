import { z } from "zod";
import {
  answerBoolean,
  answerText,
  goTo,
  type NodeContext,
  nameCallback,
  send,
  validatedUsernameCallback,
} from "../../journey/index.ts";
import { isUsername } from "../../users/index.ts";
import { node } from "../define.ts";
import { collect } from "../identity/collected.ts";
import { failedOf, policiesOf } from "../identity/requirements.ts";
import type { NodeServices } from "../services.ts";

const config = z.object({
  validateInput: z.boolean().default(false).meta({
    title: "Validate Username",
    description: "Accept only a name that nobody has yet. Tells strangers which names exist: for registrations only.",
  }),
  usernameAttribute: z.string().min(1).max(64).default("userName").meta({
    title: "Username Attribute",
    description: "Attribute under which the name is collected.",
  }),
});

type Context = NodeContext<z.output<typeof config>, NodeServices>;

const policies = policiesOf("userName", [{ policyRequirement: "REQUIRED" }, { policyRequirement: "UNIQUE" }]);

/** Asks for the user name; for a registration, until it is one that is free. */
export const platformUsernameNode = node({
  type: "ValidatedUsernameNode",
  version: 1,
  title: "Platform Username",
  tags: ["identity management"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: ["username", "objectAttributes"],
  run(context) {
    const { answers, config, state } = context;
    const username = answerText(answers?.[0]);
    if (config.validateInput) {
      const failed = answers === null ? [] : failedRequirements(context, username);
      if (answers === null || failed.length > 0 || answerBoolean(answers[0], "validateOnly")) {
        return send([validatedUsernameCallback("Username", { policies, failedPolicies: failedOf(failed) })]);
      }
    } else if (username === "") return send([nameCallback("User Name")]);
    state.putShared("username", username);
    collect(state, config.usernameAttribute, username);
    return goTo("outcome");
  },
});

function failedRequirements({ realm, services }: Context, username: string) {
  if (username.trim() === "") return [{ policyRequirement: "REQUIRED" }];
  if (!isUsername(username) || username !== username.trim()) return [{ policyRequirement: "VALID_USERNAME" }];
  return services.users.find(realm, username) === null ? [] : [{ policyRequirement: "UNIQUE" }];
}
