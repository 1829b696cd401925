import { z } from "zod";
import type { Rule } from "./rule.ts";

const hour = 3_600_000;

export const maxSyncAgeSettings = {
  maxSyncAge: z.number().positive().max(8760).nullish().meta({
    title: "Maximum age of the last sync",
    description: "Hours since the device's last completed check-in; a device that never checked in does not pass.",
  }),
};

export const maxSyncAgeRule: Rule<{ readonly maxSyncAge?: number | null | undefined }> = (settings, facts) => {
  const most = settings.maxSyncAge ?? null;
  if (most === null) return null;
  const synced = Date.parse(facts.lastSync ?? "");
  if (Number.isNaN(synced)) return "The device has never checked in with Intune.";
  const age = (facts.now - synced) / hour;
  if (age <= most) return null;
  return `The device last checked in with Intune ${Math.floor(age)} hours ago; it must do so every ${most} hours.`;
};
