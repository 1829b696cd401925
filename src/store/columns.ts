import { z } from "zod";

/** How column values are read back. */

/** libsql answers a Buffer to a query of one row, and an ArrayBuffer to a query of many. */
export const blob = z.union([z.instanceof(Buffer), z.instanceof(ArrayBuffer).transform((bytes) => Buffer.from(bytes))]);
export const flag = z.literal([0, 1]).transform((value) => value === 1);

/** A column that holds JSON text of the given shape. */
export function jsonColumn<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "not JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

export const countRow = z.object({ count: z.number() }).transform((row) => row.count);
/** The answer to whether there is such a row. */
export const oneRow = z.object({ one: z.literal(1) });
