import { z } from "zod";
import { SallyportError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { Secret } from "../../core/secret.ts";
import { goTo, type NodeContext } from "../../journey/index.ts";
import { attributeProblem, type Identity, meansUsername } from "../../users/index.ts";
import { node } from "../define.ts";
import { asAttributes, collectedKey, forgetCollected } from "../identity/collected.ts";
import { identityAttribute, identityResource, isUserResource } from "../identity/config.ts";
import { answersIn } from "../identity/security-answers.ts";
import { subjectOf } from "../identity/subject.ts";
import type { NodeServices } from "../services.ts";

const config = z.object({
  patchAsObject: z.boolean().default(false).meta({
    title: "Patch As Object",
    description: "Of no effect here: the embedded store knows no difference. Kept for exports.",
  }),
  ignoredFields: z
    .array(z.string().max(64))
    .max(256)
    .default([])
    .meta({ title: "Ignored Fields", description: "Collected attributes that are not stored." }),
  identityResource,
  identityAttribute: identityAttribute(),
});

type Context = NodeContext<z.output<typeof config>, NodeServices>;

const refusals: ReadonlySet<string> = new Set([
  ...["users.unknown", "users.attribute-invalid", "users.password-refused", "users.answers-invalid"],
]);

/** Stores what the journey has collected in the profile of the user. */
export const patchObjectNode = node({
  type: "PatchObjectNode",
  version: 1,
  title: "Patch Object",
  tags: ["identity management"],
  config,
  outcomes: { PATCHED: "Patched", FAILURE: "Failed" },
  reads: ["username", "objectAttributes"],
  writes: ["objectAttributes"],
  async run(context) {
    const { config, state } = context;
    if (!isUserResource(config.identityResource)) return failed("the embedded store has users only");
    const identity = subjectOf(context, config.identityAttribute);
    if (identity === null) return failed("no such user, or not the one who logged in");
    try {
      const problem = await patch(context, identity, state.getObject(collectedKey) ?? {});
      if (problem !== null) return failed(problem);
    } catch (thrown) {
      if (thrown instanceof SallyportError && refusals.has(thrown.code)) return failed(thrown.message);
      throw thrown;
    }
    forgetCollected(state, ["password", "kbaInfo"]);
    return goTo("PATCHED");
  },
});

/** What kept it from being done; `null`: it is done. What can be refused comes first, so that seldom half of it is done. */
async function patch(
  { config, realm, services }: Context,
  identity: Identity,
  all: JsonObject,
): Promise<string | null> {
  const { users, identityPolicy } = services;
  const wanted = Object.entries(all).filter(([name]) => !config.ignoredFields.includes(name));
  const { password, kbaInfo, ...profile } = Object.fromEntries(wanted);
  const { username } = identity;
  const answers = answersIn(kbaInfo, identityPolicy(realm));
  const values = Object.entries(asAttributes(profile)).filter(([name]) => !config.ignoredFields.includes(name));
  const set = Object.fromEntries(values.filter(([name]) => !meansUsername(name)));
  for (const [name, [value]] of values) {
    if (meansUsername(name) && value !== undefined && value.toLowerCase() !== username.toLowerCase()) {
      return "a user name stays as it is";
    }
  }
  const problem = Object.entries(set)
    .map(([name, texts]) => attributeProblem(name, texts))
    .find((text) => text !== null);
  if (problem !== undefined) return `an attribute ${problem}`;
  if (typeof password === "string" && password !== "") await users.setPassword(realm, username, new Secret(password));
  if (answers.size > 0) await users.securityQuestions(realm, username).set(answers);
  if (Object.keys(set).length > 0) users.update(realm, username, { set });
  return null;
}

function failed(reason: string) {
  return goTo("FAILURE", { reason });
}
