import { z } from "zod";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { parseDuration } from "../config/duration.ts";

/** Pieces of the schemas of heap objects. PingGateway's tokens always give text, so numbers may arrive as text. */

/** The name of an object, or its declaration in place. */
export type Reference = string | JsonObject;

export const reference = z.custom<Reference>((value) => typeof value === "string" || isJsonObject(value), {
  error: "must be the name of an object or its declaration",
});

export const oneOrMoreReferences = z.union([reference.transform((only) => [only]), z.array(reference).min(1)], {
  error: "must be an object or a list of objects, by name or declared in place",
});

export function integer(least: number, most: number) {
  const problem = `must be a whole number from ${least} to ${most}`;
  return z
    .union(
      [
        z.number(),
        z
          .string()
          .regex(/^-?\d{1,15}$/)
          .transform(Number),
      ],
      { error: problem },
    )
    .refine((value) => Number.isInteger(value) && value >= least && value <= most, { error: problem });
}

export const flag = z.union(
  [z.boolean(), z.literal("true").transform(() => true), z.literal("false").transform(() => false)],
  { error: "must be true or false" },
);

/** Milliseconds; `Infinity` when unlimited. */
export const duration = z.string().transform((text, context) => {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  context.addIssue(`"${text}" is no duration; write for example "10 seconds"`);
  return z.NEVER;
});

/** A key that PingGateway knows and this gateway not yet: refused, because ignoring it would change what is meant. */
export const later = z.never({ error: "is not supported yet" }).optional();
