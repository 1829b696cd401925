import { z } from "zod";

/** Settings of ours are off until they are set; an editor may leave them out, null or empty. */

export const flag = z.boolean().default(false);

export const optionalText = z
  .string()
  .nullish()
  .transform((value) => value || null);

/** One of these values, or null. */
export function choice<const Value extends string>(values: readonly Value[]) {
  const unset = z.literal("").transform(() => null);
  return z
    .union([z.enum(values), unset])
    .nullish()
    .transform((value) => value ?? null);
}
