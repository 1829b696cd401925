import { z } from "zod";
import { errorCode } from "../../core/errors.ts";
import { goTo, integerOf, type NodeContext } from "../../journey/index.ts";
import { node } from "../define.ts";
import type { NodeServices } from "../services.ts";
import { attemptsIn, retryCountAttribute, withAttempts } from "./counts.ts";

const config = z.object({
  retryLimit: z.int().positive().max(10_000).default(3).meta({
    title: "Retry Limit",
    description: "How often the node leaves by Retry.",
  }),
  incrementUserAttributeOnFailure: z.boolean().default(true).meta({
    title: "Save Retry Limit to User",
    description: "Count across logins, in an attribute of the user, until a login succeeds.",
  }),
});

type Context = NodeContext<z.output<typeof config>, NodeServices>;

/** Lets the person try again, so many times. */
export const retryLimitDecisionNode = node({
  type: "RetryLimitDecisionNode",
  version: 1,
  title: "Retry Limit Decision",
  tags: ["utilities"],
  config,
  outcomes: { Retry: "Retry", Reject: "Reject" },
  reads: ["username"],
  writes: ["*"],
  run(context) {
    const { config, node: self, state } = context;
    const key = `${self.id}.retryCount`;
    const before = Math.max(
      integerOf(state.get(key)) ?? 0,
      config.incrementUserAttributeOnFailure ? keptBy(context) : 0,
    );
    const retries = before < config.retryLimit;
    if (config.incrementUserAttributeOnFailure) keep(context, retries ? before + 1 : 0);
    if (!retries) return goTo("Reject", { reason: `${before} of ${config.retryLimit} attempts used` });
    state.putShared(key, before + 1);
    const hooks = config.incrementUserAttributeOnFailure ? { hooks: [{}] } : {};
    return goTo("Retry", { reason: `attempt ${before + 1} of ${config.retryLimit}`, ...hooks });
  },
  atEnd({ end, user, realm, node: self, services }) {
    if (end === "success" && user !== null) write(services, realm, user.username, self.id, 0);
    return {};
  },
});

function keptBy({ realm, node: self, services, state }: Context): number {
  const username = state.get("username");
  const user = typeof username === "string" ? services.users.find(realm, username) : null;
  return attemptsIn(user?.attributes[retryCountAttribute], self.id);
}

function keep({ realm, node: self, services, state }: Context, attempts: number): void {
  const username = state.get("username");
  if (typeof username === "string") write(services, realm, username, self.id, attempts);
}

/** A name that nobody has is counted in the journey alone. */
function write({ users }: NodeServices, realm: string, username: string, node: string, attempts: number): void {
  try {
    users.update(realm, username, (attributes) => ({
      set: { [retryCountAttribute]: withAttempts(attributes[retryCountAttribute], node, attempts) },
    }));
  } catch (thrown) {
    if (errorCode(thrown) !== "users.unknown") throw thrown;
  }
}
