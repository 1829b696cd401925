import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

const minutes = z.int().positive().max(525_600).nullish();

const config = z.object({
  properties: z.record(z.string().min(1).max(200), z.string().max(4_096)).default({}).meta({
    title: "Properties",
    description: "Names and values of properties that the session will carry.",
  }),
  maxSessionTime: minutes.meta({
    title: "Maximum Session Time",
    description: "Minutes that the session may last; the realm's time if unset.",
  }),
  maxIdleTime: minutes.meta({
    title: "Maximum Idle Time",
    description: "Minutes that the session may lie unused; the realm's time if unset.",
  }),
});

/** Gives the session that a success creates properties and times. */
export const setSessionPropertiesNode = node({
  type: "SetSessionPropertiesNode",
  version: 1,
  title: "Set Session Properties",
  tags: ["utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: [],
  run({ config: { properties, maxSessionTime, maxIdleTime } }) {
    return goTo("outcome", {
      sessionProperties: properties,
      ...(maxSessionTime ? { maxSessionTime } : {}),
      ...(maxIdleTime ? { maxIdleTime } : {}),
    });
  },
});
