import { z } from "zod";
import { answerText, goTo, passwordCallback, send } from "../../journey/index.ts";
import { node } from "../define.ts";

/** Asks for the password and keeps it in transient state. */
export const passwordCollectorNode = node({
  type: "PasswordCollectorNode",
  version: 1,
  title: "Password Collector",
  tags: ["basic authn", "basic authentication"],
  config: z.object({}),
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: ["password"],
  run({ answers, state }) {
    if (answers === null) return send([passwordCallback("Password")]);
    state.putTransient("password", answerText(answers[0]));
    return goTo("outcome");
  },
});
