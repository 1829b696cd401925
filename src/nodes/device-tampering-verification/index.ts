import { z } from "zod";
import { isJsonObject } from "../../core/json.ts";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { collectedProfile, decimal, deviceProfileKey } from "../device-profile-collector/profile.ts";

const config = z.object({
  score: decimal(0, 1).prefault("0").meta({
    title: "Score",
    description: "The highest score that is acceptable: 0 is untouched, 1 is surely tampered with.",
  }),
});

/** Whether the device says that it was not tampered with. */
export const deviceTamperingVerificationNode = node({
  type: "DeviceTamperingVerificationNode",
  version: 1,
  title: "Device Tampering Verification",
  tags: ["contextual"],
  config,
  outcomes: { true: "True", false: "False" },
  reads: [deviceProfileKey],
  writes: [],
  run({ config, state }) {
    const platform = collectedProfile(state)?.metadata?.platform;
    const score = isJsonObject(platform) ? platform.jailBreakScore : undefined;
    if (typeof score !== "number" || score < 0) return goTo("false", { reason: "the client told no score" });
    return goTo(score <= config.score ? "true" : "false", { reason: `score ${score}` });
  },
});
