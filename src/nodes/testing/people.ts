import { z } from "zod";
import { Secret } from "../../core/secret.ts";
import type { IdentifiedUser } from "../../journey/index.ts";
import { universalId } from "../../users/index.ts";
import { here, setUp } from "../../users/testing/fixtures.ts";
import { identityPolicyShape } from "../identity/policy.ts";
import type { NodeServices } from "../services.ts";

/** A realm with two people, dana and bob, for the nodes of identity management. */

type Policy = z.input<z.ZodObject<typeof identityPolicyShape>>;

export const danasPassword = "correct horse";
export const dana: IdentifiedUser = { username: "dana", universalId: universalId("/alpha", "dana") };

export async function people(policy: Policy = {}, attributes: Record<string, readonly string[]> = {}) {
  const { users, clock } = setUp();
  await users.create("/alpha", {
    username: "dana",
    password: new Secret(danasPassword),
    attributes: { mail: ["dana@example.com"], givenName: ["Dana"], ...attributes },
  });
  await users.create("/alpha", { username: "bob", attributes: { mail: ["bob@example.com"] } });
  const parsed = z.object(identityPolicyShape).parse(policy);
  const services: Partial<NodeServices> = { users, clock, identityPolicy: () => parsed };
  const profile = (username = "dana") => users.find("/alpha", username)?.attributes;
  const passwordIs = async (password: string, username = "dana") =>
    (await users.authenticate("/alpha", username, new Secret(password), here)).ok;
  return { users, clock, services, profile, passwordIs };
}

/** The answer to a callback with several inputs. */
export function inputs(values: Record<string, string | number | boolean>, type = "any") {
  return { type, values };
}
