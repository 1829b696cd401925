import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { splitSingle } from "../split-single.ts";

const config = z.object({
  allowedHeaders: z.record(z.string().max(200), z.string().min(1).max(200)).default({}).meta({
    title: "Allowed Headers",
    description: "Names of request headers, and the shared-state keys that get their values.",
  }),
  headersToBeDelimited: z.array(z.string().max(200)).max(100).default([]).meta({
    title: "Headers To Be Delimited",
    description: "Those whose single value is a list with commas.",
  }),
});

/** Copies request headers into shared state, each as a list. */
export const requestHeaderNode = node({
  type: "RequestHeaderNode",
  version: 1,
  title: "Request Header Node",
  tags: ["utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: ["*"],
  run({ config, request, state }) {
    for (const [name, key] of Object.entries(config.allowedHeaders)) {
      const values = request.headers.get(name.toLowerCase()) ?? [];
      state.putShared(key, config.headersToBeDelimited.includes(name) ? splitSingle(values) : values);
    }
    return goTo("outcome");
  },
});
