import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  successUrl: z.string().min(1).max(2_000).meta({
    title: "Success URL",
    description: "Where the client goes after a success, unless its own request named an address that is allowed.",
  }),
});

/** Says where the client goes after a success. */
export const setSuccessUrlNode = node({
  type: "SetSuccessUrlNode",
  version: 1,
  title: "Success URL",
  tags: ["utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: ["successUrl"],
  run({ config: { successUrl }, state }) {
    state.putShared("successUrl", successUrl);
    return goTo("outcome");
  },
});
