import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { drawDigits } from "./draw-digits.ts";

/** Makes a one-time password and keeps it, hidden, until a collector asks for it. */
export const oneTimePasswordGeneratorNode = node({
  type: "OneTimePasswordGeneratorNode",
  version: 1,
  title: "HOTP Generator",
  tags: ["otp", "mfa", "multi-factor authentication"],
  config: z.object({
    length: z
      .int()
      .min(6)
      .max(10)
      .default(8)
      .meta({ title: "One-Time Password Length", description: "Digits: 6 to 10." }),
  }),
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: ["oneTimePassword", "oneTimePasswordTimestamp"],
  run({ config: { length }, services: { clock, random }, state }) {
    for (const key of ["oneTimePassword", "oneTimePasswordTimestamp", "oneTimePasswordFailures"]) state.remove(key);
    state.putTransient("oneTimePassword", drawDigits(length, random));
    state.putTransient("oneTimePasswordTimestamp", Math.floor(clock.now() / 1000));
    return goTo("outcome");
  },
});
