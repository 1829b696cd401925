import { z } from "zod";
import { checkPassword, isAgent } from "../data-store-decision/check-password.ts";
import { node } from "../define.ts";

/** Checks name and password of an agent: an identity of the realm that stands for a program. */
export const agentDataStoreDecisionNode = node({
  type: "AgentDataStoreDecisionNode",
  version: 1,
  title: "Agent Data Store Decision",
  tags: ["utilities"],
  config: z.object({}),
  outcomes: { true: "True", false: "False" },
  reads: ["username", "password"],
  writes: ["username"],
  run: (context) => checkPassword(context, (user) => (isAgent(user) ? null : "the identity is not an agent")),
});
