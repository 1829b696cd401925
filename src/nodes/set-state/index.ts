import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  attributes: z
    .record(z.string(), z.string())
    .default({})
    .meta({ title: "Attributes", description: "Keys and values to set in shared state; replaces the key everywhere." }),
});

/** Sets keys of shared state to fixed values. */
export const setStateNode = node({
  type: "SetStateNode",
  version: 1,
  title: "Set State",
  tags: ["utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: ["*"],
  run({ config: { attributes }, state }) {
    for (const [key, value] of Object.entries(attributes)) {
      state.remove(key);
      state.putShared(key, value);
    }
    return goTo("outcome");
  },
});
