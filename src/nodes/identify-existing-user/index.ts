import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { attributeValues } from "../../users/index.ts";
import { node } from "../define.ts";
import { collect } from "../identity/collected.ts";
import { identityAttribute } from "../identity/config.ts";
import { subjectOf } from "../identity/subject.ts";

const config = z.object({
  identifier: z
    .string()
    .max(64)
    .nullish()
    .transform((name) => name || "userName")
    .meta({ title: "Identifier", description: "Attribute of the user that is put into the state; userName if unset." }),
  identityAttribute: identityAttribute("mail"),
});

/** Finds the user that has a collected value. It proves nothing: whoever knows a mail address is not its owner. */
export const identifyExistingUserNode = node({
  type: "IdentifyExistingUserNode",
  version: 1,
  title: "Identify Existing User",
  tags: ["identity management"],
  config,
  outcomes: { true: "True", false: "False" },
  reads: ({ identityAttribute }) => ["username", identityAttribute],
  writes: ["username", "objectAttributes"],
  run(context) {
    const { config, state } = context;
    const identity = subjectOf(context, config.identityAttribute);
    const value = identity === null ? undefined : attributeValues(identity, config.identifier)[0];
    if (identity === null || value === undefined)
      return goTo("false", { reason: "not exactly one user has this value" });
    state.putShared("username", identity.username);
    collect(state, config.identifier, value);
    return goTo("true");
  },
});
