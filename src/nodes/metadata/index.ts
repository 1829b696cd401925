import { z } from "zod";
import { metadataCallback, send } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  attributes: z.array(z.string().max(200)).max(100).default([]).meta({
    title: "Attributes",
    description: "Shared-state keys that the client is told.",
  }),
});

/** Tells the client what stands under some keys of the shared state. */
export const metadataNode = node({
  type: "MetadataNode",
  version: 1,
  title: "State metadata",
  tags: ["utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: ({ attributes }) => attributes,
  writes: [],
  run({ config: { attributes }, state }) {
    const shared = state.snapshot("shared");
    const told = attributes.filter((key) => Object.hasOwn(shared, key)).map((key) => [key, shared[key] ?? null]);
    return send([metadataCallback(Object.fromEntries(told))]);
  },
});
