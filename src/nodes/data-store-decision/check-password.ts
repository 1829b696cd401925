import { Secret } from "../../core/secret.ts";
import { type Action, goTo, type NodeContext } from "../../journey/index.ts";
import type { Identity } from "../../users/index.ts";
import { forgetCollected, namesHolding } from "../identity/collected.ts";
import type { NodeServices } from "../services.ts";

/** The role of identities that stand for programs: they have a door of their own. */
const agentRole = "agent";

export const isAgent = ({ roles }: Identity): boolean => roles.includes(agentRole);

/**
 * Checks user name and password, from any state, against the identities of the realm, and lets in whom `admits` says.
 * Why somebody is not let in stands in the trace alone: that an account is locked is told neither to whoever guesses
 * passwords, nor to whoever looks for accounts.
 */
export async function checkPassword(
  { realm, request, services, state }: NodeContext<unknown, NodeServices>,
  admits: (identity: Identity) => string | null,
): Promise<Action> {
  const username = state.get("username");
  const password = state.get("password");
  if (typeof username !== "string" || typeof password !== "string" || password.trim() === "") {
    return goTo("false", { reason: "no user name or no password in state" });
  }
  const from = { clientIp: request.clientIp };
  const result = await services.users.authenticate(realm, username, new Secret(password), from);
  if (!result.ok) return goTo("false", { reason: result.reason });
  const { user, universalId } = result;
  const objection = admits(user);
  if (objection !== null) return goTo("false", { reason: objection });
  state.putShared("username", user.username);
  // It is the password already: a Patch Object later on has nothing to change.
  forgetCollected(state, namesHolding(state, password));
  return goTo("true", { identifiedUser: { username: user.username, universalId } });
}
