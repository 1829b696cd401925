import { Secret } from "../../core/secret.ts";
import type { NodeContext } from "../../journey/index.ts";
import type { FailedPolicy } from "../../users/index.ts";
import type { NodeServices } from "../services.ts";
import { nameIn } from "./subject.ts";

type Context = Pick<NodeContext<unknown, NodeServices>, "realm" | "state" | "user" | "services">;

/**
 * What is wrong with a password that somebody chooses. Earlier passwords count only for a person who has proved who it is:
 * otherwise strangers could find out the passwords of others, one guess at a time.
 */
export async function failedPasswordPolicies(context: Context, text: string): Promise<readonly FailedPolicy[]> {
  const { realm, services, user } = context;
  const password = new Secret(text);
  const failed = await services.users.failedPolicies(realm, {
    password,
    ...(user === null ? {} : { username: user.username }),
  });
  const isName = nameIn(context)?.trim().toLowerCase() === text.trim().toLowerCase();
  const isKnown = failed.some(({ policyRequirement }) => policyRequirement === "NOT_USER_NAME");
  return isName && text.trim() !== "" && !isKnown ? [...failed, { policyRequirement: "NOT_USER_NAME" }] : failed;
}
