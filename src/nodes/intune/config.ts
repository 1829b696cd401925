import { z } from "zod";
import { connectionSettings } from "./connection-settings.ts";
import { documentedSettings } from "./documented.ts";
import { explanationSettings } from "./explanation.ts";
import { readingSettings } from "./reading.ts";
import { ruleSettings } from "./rules/index.ts";

/** The nine documented properties first, then ours: all of them off until somebody sets them. */
export const intuneConfig = z.object({
  ...documentedSettings,
  ...connectionSettings,
  ...readingSettings,
  ...ruleSettings,
  ...explanationSettings,
});

export type IntuneConfig = z.output<typeof intuneConfig>;
