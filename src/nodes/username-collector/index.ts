import { z } from "zod";
import { answerText, goTo, nameCallback, send } from "../../journey/index.ts";
import { node } from "../define.ts";

/** Asks for the user name until there is one. */
export const usernameCollectorNode = node({
  type: "UsernameCollectorNode",
  version: 1,
  title: "Username Collector",
  tags: ["basic authn", "basic authentication"],
  config: z.object({}),
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: ["username"],
  run({ answers, state }) {
    const username = answerText(answers?.[0]);
    if (username === "") return send([nameCallback("User Name")]);
    state.putShared("username", username);
    return goTo("outcome");
  },
});
