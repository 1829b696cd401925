import { z } from "zod";
import type { ThrottlingRate } from "../../heap/heap-object.ts";
import { duration, integer } from "../../heap/schemas.ts";

const longest = 86_400_000;

/** `{"numberOfRequests": 7, "duration": "7 seconds"}` */
export const throttlingRate = z
  .object({
    numberOfRequests: integer(1, 1_000_000_000),
    duration: duration.refine((milliseconds) => milliseconds >= 1 && milliseconds <= longest, {
      error: "must be between 1 millisecond and 1 day",
    }),
  })
  .transform(({ numberOfRequests, duration: milliseconds }): ThrottlingRate => {
    return { requests: numberOfRequests, duration: milliseconds };
  });
