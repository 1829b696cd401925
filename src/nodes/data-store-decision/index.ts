import { z } from "zod";
import { Secret } from "../../core/secret.ts";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

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
  async run({ realm, request, services, state }) {
    const username = state.get("username");
    const password = state.get("password");
    if (typeof username !== "string" || typeof password !== "string") {
      return goTo("false", { reason: "no user name or no password in state" });
    }
    const from = { clientIp: request.clientIp };
    const result = await services.users.authenticate(realm, username, new Secret(password), from);
    if (!result.ok) return goTo("false", { reason: result.reason });
    const identifiedUser = { username: result.user.username, universalId: result.universalId };
    state.putShared("username", result.user.username);
    return goTo("true", { identifiedUser });
  },
});
