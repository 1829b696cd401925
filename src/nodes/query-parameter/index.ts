import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { splitSingle } from "../split-single.ts";

const config = z.object({
  allowedQueryParameters: z.record(z.string().max(200), z.string().min(1).max(200)).default({}).meta({
    title: "Allowed Query Parameters",
    description: "Names of query parameters, and the shared-state keys that get their values.",
  }),
  queryParametersToBeDelimited: z.array(z.string().max(200)).max(100).default([]).meta({
    title: "Query Parameters To Be Delimited",
    description: "Those whose single value is a list with commas.",
  }),
});

/** Copies query parameters into shared state, each as a list. */
export const queryParameterNode = node({
  type: "QueryParameterNode",
  version: 1,
  title: "Query Parameter Node",
  tags: ["utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: ["*"],
  run({ config, request, state }) {
    for (const [name, key] of Object.entries(config.allowedQueryParameters)) {
      const values = request.parameters.get(name) ?? [];
      state.putShared(key, config.queryParametersToBeDelimited.includes(name) ? splitSingle(values) : values);
    }
    return goTo("outcome");
  },
});
