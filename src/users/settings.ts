import { z } from "zod";
import { defaultPasswordPolicy } from "./password-policy.ts";

/** What a realm says about its users, for `realm.json`. */

export const lockoutSchema = z.strictObject({
  failures: z.int().min(1).max(1000).meta({ description: "Wrong passwords in a row that lock a user out." }),
  minutes: z.int().min(1).max(525_600).meta({ description: "Minutes until the user may try again." }),
});

export const passwordPolicySchema = z
  .strictObject({
    minLength: z
      .int()
      .min(1)
      .max(256)
      .default(defaultPasswordPolicy.minLength)
      .meta({ description: "Characters that a new password needs at least." }),
    history: z
      .int()
      .min(0)
      .max(24)
      .default(defaultPasswordPolicy.history)
      .meta({ description: "Earlier passwords that may not be used again, besides the current one; 0: all may." }),
  })
  .prefault({});
