import type { NodeContext } from "../../journey/index.ts";
import { attributeValues, type Identity, meansUsername } from "../../users/index.ts";
import type { NodeServices } from "../services.ts";
import { collectedText } from "./collected.ts";

type SubjectContext = Pick<NodeContext<unknown, NodeServices>, "realm" | "state" | "user" | "services">;

/**
 * The identity that a journey is about: the only one whose `attribute` has the value that was collected for it, else the
 * one whose name stands in the state. `null` when there is none, when the value is shared by several, and when somebody
 * else has proved to be here: whoever logged in as dana must not work on bob's profile.
 */
export function subjectOf(context: SubjectContext, attribute: string): Identity | null {
  const { realm, user, services } = context;
  const proved = user === null ? null : services.users.find(realm, user.username);
  const value = collectedText(context.state, attribute);
  if (value !== null && !meansUsername(attribute)) {
    const found = services.users.search(realm, { attribute, value });
    // A person who is known may be about to change this very value.
    if (found.length === 0 && user !== null) return proved;
    const [only] = found.length === 1 ? found : [];
    return only === undefined ? null : allowed(only);
  }
  const username = value ?? nameIn(context);
  if (username === null) return proved;
  const named = services.users.find(realm, username);
  return named === null ? null : allowed(named);

  function allowed(identity: Identity): Identity | null {
    return user === null || proved?.username === identity.username ? identity : null;
  }
}

/** The name that the person gave, under whichever key; `null` when there is none. */
export function nameIn({ state }: Pick<SubjectContext, "state">): string | null {
  const username = state.get("username");
  return collectedText(state, "userName") ?? (typeof username === "string" && username !== "" ? username : null);
}

/** Whether an identity has an attribute. A password and security questions count, and can be asked for no other way. */
export function hasAttribute({ services: { users } }: SubjectContext, identity: Identity, attribute: string): boolean {
  if (attribute === "password") return users.hasPassword(identity.realm, identity.username);
  if (attribute === "kbaInfo") return users.securityQuestions(identity.realm, identity.username).list().length > 0;
  return attributeValues(identity, attribute).length > 0;
}
