import { z } from "zod";
import { goTo, send, textOutputCallback } from "../../journey/index.ts";
import { attributeValues } from "../../users/index.ts";
import { node } from "../define.ts";
import { identityAttribute } from "../identity/config.ts";
import { subjectOf } from "../identity/subject.ts";

const config = z.object({
  userName: z.string().min(1).max(64).default("userName").meta({
    title: "User Name",
    description: "Attribute that is shown.",
  }),
  identityAttribute: identityAttribute("mail"),
});

/** Shows the person the name of the user that the journey is about. */
export const displayUsernameNode = node({
  type: "DisplayUserNameNode",
  version: 1,
  title: "Display Username",
  tags: ["identity management"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: ({ identityAttribute }) => ["username", identityAttribute],
  writes: [],
  run(context) {
    if (context.answers !== null) return goTo("outcome");
    const identity = subjectOf(context, context.config.identityAttribute);
    const name = identity === null ? undefined : attributeValues(identity, context.config.userName)[0];
    return send([textOutputCallback(name ?? "There is no user name to show.")]);
  },
});
