import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  propertyNames: z.array(z.string().min(1).max(200)).max(100).default([]).meta({
    title: "Property Names",
    description: "Session properties that earlier nodes of the journey set, and that are dropped.",
  }),
});

/** Drops session properties that earlier nodes set. */
export const removeSessionPropertiesNode = node({
  type: "RemoveSessionPropertiesNode",
  version: 1,
  title: "Remove Session Properties",
  tags: ["utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: [],
  run: ({ config: { propertyNames } }) =>
    goTo("outcome", { sessionProperties: Object.fromEntries(propertyNames.map((name) => [name, null])) }),
});
