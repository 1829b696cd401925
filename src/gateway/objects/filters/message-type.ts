import { z } from "zod";

/** Which half of an exchange a filter changes. */
export const messageType = z
  .string({ error: "must be REQUEST or RESPONSE" })
  .toUpperCase()
  .pipe(z.enum(["REQUEST", "RESPONSE"], { error: "must be REQUEST or RESPONSE" }));
