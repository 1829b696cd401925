import { node } from "../define.ts";
import { askIntune } from "./ask-intune.ts";
import { intuneConfig } from "./config.ts";
import { outcomes } from "./outcomes.ts";
import { errorKeys } from "./output.ts";

/** Asks Microsoft Intune whether the calling device is compliant, and leaves by one of eight outcomes. */
export const intuneNode = node({
  type: "IntuneNode",
  version: 1,
  title: "Microsoft Intune",
  tags: ["marketplace", "trustnetwork"],
  config: intuneConfig,
  outcomes,
  provesDevice: true,
  reads: [],
  writes: ["INTUNE_*", errorKeys.exception, errorKeys.stackTrace],
  run: (context) => askIntune(context, { live: false }),
});
