import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { anonymousUserProperty } from "./anonymous-session.ts";

const config = z.object({
  anonymousUserName: z.string().min(1).max(200).default("anonymous").meta({
    title: "Anonymous User Name",
    description: "The user as whom people without a name of their own log in. It must exist and be active.",
  }),
});

/** Lets people in as one common user. */
export const anonymousUserNode = node({
  type: "AnonymousUserNode",
  version: 1,
  title: "Anonymous User Mapping",
  tags: ["utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: ["username"],
  run({ config: { anonymousUserName }, state }) {
    state.remove("username");
    state.putShared("username", anonymousUserName);
    return goTo("outcome", { sessionProperties: { [anonymousUserProperty]: anonymousUserName } });
  },
});
