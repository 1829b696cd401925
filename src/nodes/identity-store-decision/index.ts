import { z } from "zod";
import { Secret } from "../../core/secret.ts";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { forgetCollected, namesHolding } from "../identity/collected.ts";

const config = z.object({
  minimumPasswordLength: z.int().min(0).max(256).default(8).meta({
    title: "Minimum Password Length",
    description: "Kept for PingAM: passwords of the embedded store are changed elsewhere, by the realm's policy.",
  }),
  useUniversalIdForUsername: z.boolean().default(false).meta({
    title: "Use Universal ID for Username",
    description: "Keep the universal id in the state, besides the user name.",
  }),
  mixedCaseForPasswordChangeMessages: z.boolean().default(false).meta({
    title: "Mixed Case for Password Change Messages",
    description: "Kept for PingAM.",
  }),
});

/** Checks user name and password against the identities of the realm, and tells locked accounts apart. */
export const identityStoreDecisionNode = node({
  type: "IdentityStoreDecisionNode",
  version: 1,
  title: "Identity Store Decision",
  tags: ["basic authn", "basic authentication"],
  config,
  outcomes: { TRUE: "True", FALSE: "False", LOCKED: "Locked", CANCELLED: "Cancelled", EXPIRED: "Expired" },
  reads: ["username", "password"],
  writes: ["username", "universalId"],
  async run({ config: settings, realm, request, services, state }) {
    const username = state.get("username");
    const password = state.get("password");
    if (typeof username !== "string" || typeof password !== "string" || password === "") {
      return goTo("FALSE", { reason: "no user name or no password in state" });
    }
    const from = { clientIp: request.clientIp };
    const result = await services.users.authenticate(realm, username, new Secret(password), from);
    if (!result.ok) return goTo(isLock(result.reason) ? "LOCKED" : "FALSE", { reason: result.reason });
    const identifiedUser = { username: result.user.username, universalId: result.universalId };
    state.putShared("username", result.user.username);
    // It is the password already: a Patch Object later on has nothing to change.
    forgetCollected(state, namesHolding(state, password));
    if (settings.useUniversalIdForUsername) state.putShared("universalId", result.universalId);
    return goTo("TRUE", { identifiedUser });
  },
});

function isLock(reason: string): boolean {
  return reason === "locked" || reason === "inactive";
}
