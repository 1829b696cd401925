import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  failureUrl: z.string().min(1).max(2_000).meta({
    title: "Failure URL",
    description: "Where the client goes after a failure, unless its own request named an address that is allowed.",
  }),
});

/** Says where the client goes after a failure. */
export const setFailureUrlNode = node({
  type: "SetFailureUrlNode",
  version: 1,
  title: "Failure URL",
  tags: ["utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: ["failureUrl"],
  run({ config: { failureUrl }, state }) {
    state.putShared("failureUrl", failureUrl);
    return goTo("outcome");
  },
});
