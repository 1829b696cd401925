import { z } from "zod";
import { node } from "../define.ts";
import { checkPassword, isAgent } from "./check-password.ts";

/** Checks user name and password, from any state, against the identities of the realm. */
export const dataStoreDecisionNode = node({
  type: "DataStoreDecisionNode",
  version: 1,
  title: "Data Store Decision",
  tags: ["basic authn", "basic authentication"],
  config: z.object({}),
  outcomes: { true: "True", false: "False" },
  reads: ["username", "password"],
  writes: ["username"],
  run: (context) => checkPassword(context, (user) => (isAgent(user) ? "the identity is an agent" : null)),
});
