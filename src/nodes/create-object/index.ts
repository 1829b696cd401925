import { z } from "zod";
import { SallyportError } from "../../core/errors.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { Secret } from "../../core/secret.ts";
import { goTo, type NodeContext } from "../../journey/index.ts";
import { type Identity, meansUsername, type NewUser } from "../../users/index.ts";
import { node } from "../define.ts";
import { asAttributes, collectedKey, collectedText, forgetCollected } from "../identity/collected.ts";
import { createDateAttribute, identityResource, isUserResource } from "../identity/config.ts";
import { missingAttributes } from "../identity/required.ts";
import { answersIn } from "../identity/security-answers.ts";
import { nameIn } from "../identity/subject.ts";
import type { NodeServices } from "../services.ts";

type Context = Pick<NodeContext<unknown, NodeServices>, "realm" | "state" | "services">;

const refusals: ReadonlySet<string> = new Set([
  ...["users.exists", "users.name-invalid", "users.attribute-invalid", "users.password-refused"],
  "users.answers-invalid",
]);

/** Creates a user of what the journey has collected. */
export const createObjectNode = node({
  type: "CreateObjectNode",
  version: 1,
  title: "Create Object",
  tags: ["identity management"],
  config: z.object({ identityResource }),
  outcomes: { CREATED: "Created", FAILURE: "Failed" },
  reads: ["username", "objectAttributes"],
  writes: ["username", "objectAttributes"],
  async run(context) {
    const { config, realm, services, state } = context;
    if (!isUserResource(config.identityResource)) return failed("the embedded store has users only");
    const missing = missingAttributes(services.identityPolicy(realm), state);
    if (missing.length > 0) return failed(`nothing was collected for ${missing.join(", ")}`);
    try {
      const identity = await create(context);
      forgetCollected(state, ["password", "kbaInfo"]);
      // Whoever has logged in and creates somebody else stays who it is.
      if (context.user !== null) return goTo("CREATED");
      const { username, universalId } = identity;
      state.putShared("username", username);
      return goTo("CREATED", { identifiedUser: { username, universalId } });
    } catch (thrown) {
      if (thrown instanceof SallyportError && refusals.has(thrown.code)) return failed(thrown.message);
      throw thrown;
    }
  },
});

async function create({ realm, services: { users, identityPolicy, clock }, state }: Context): Promise<Identity> {
  const { password: _, kbaInfo, ...profile } = state.getObject(collectedKey) ?? {};
  const answers = answersIn(kbaInfo, identityPolicy(realm));
  const password = collectedText(state, "password");
  const user: NewUser = {
    username: nameIn({ state }) ?? "",
    ...(password === null ? {} : { password: new Secret(password) }),
    attributes: { ...asAttributes(withoutName(profile)), [createDateAttribute]: [new Date(clock.now()).toISOString()] },
  };
  const identity = await users.create(realm, user);
  if (answers.size === 0) return identity;
  try {
    await users.securityQuestions(realm, identity.username).set(answers);
  } catch (thrown) {
    // Half a user would keep the name from the person who tries again.
    users.remove(realm, identity.username);
    throw thrown;
  }
  return identity;
}

function withoutName(profile: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(profile).filter(([name, value]) => !meansUsername(name) || isJsonObject(value)),
  );
}

function failed(reason: string) {
  return goTo("FAILURE", { reason });
}
