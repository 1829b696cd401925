import type { z } from "zod";
import type { Json } from "../../core/json.ts";
import { at, invalidAt, type Place } from "../config/place.ts";
import type { HeapObject } from "./heap-object.ts";
import type { BuildContext, ObjectType } from "./model.ts";

/**
 * Defines a type: its name in PingGateway's files, the schema of its `config`, and how to build it. Everything that can
 * be refused is refused while building, so that no request meets it.
 */
export function objectType<Schema extends z.ZodObject>(definition: {
  type: string;
  config: Schema;
  build(config: z.output<Schema>, context: BuildContext): Promise<HeapObject> | HeapObject;
}): ObjectType {
  const { type, config: schema, build } = definition;
  return {
    type,
    keys: Object.keys(schema.shape),
    build: async (config, context) => build(validate(config, schema, context.place), context),
  };
}

/** @throws {gateway.config-invalid} with the pointer of the first problem */
export function validate<Schema extends z.ZodType>(value: Json, schema: Schema, place: Place): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalidAt(at(place, ...(issue?.path ?? [])), issue?.message ?? "is not valid", result.error);
}
