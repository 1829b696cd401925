import { z } from "zod";
import type { Json } from "./json.ts";

/** Any JSON value, typed as {@link Json}. */
export const jsonSchema: z.ZodType<Json> = z.json();
