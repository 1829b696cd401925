import { z } from "zod";
import { code, table } from "./document.ts";

/** Tables of settings, read off the JSON Schema of the zod schema that validates them. */

interface JsonSchema {
  readonly type?: string | readonly string[] | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly format?: string | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: JsonSchema | undefined;
  readonly anyOf?: readonly JsonSchema[] | undefined;
}

const jsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    title: z.string().optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    format: z.string().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    properties: z.record(z.string(), jsonSchema).optional(),
    required: z.array(z.string()).optional(),
    items: jsonSchema.optional(),
    anyOf: z.array(jsonSchema).optional(),
  }),
);

/** One setting, with the way to it: `trust.assertion.keys[].kid`. */
export interface Setting {
  readonly key: string;
  readonly title: string;
  readonly type: string;
  readonly default: string;
  readonly description: string;
}

/** @param stopAt keys whose members are not listed */
export function settingsOf(schema: z.ZodType, stopAt: readonly string[] = []): Setting[] {
  const converted = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" });
  return members(jsonSchema.parse(converted), "", stopAt);
}

export function settingsTable(schema: z.ZodType, stopAt: readonly string[] = []): string {
  const rows = settingsOf(schema, stopAt).map((setting) => [
    code(setting.key),
    setting.type,
    setting.default,
    setting.description,
  ]);
  return table(["Key", "Value", "Default", "Meaning"], rows);
}

function members(schema: JsonSchema, prefix: string, stopAt: readonly string[]): Setting[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    if (name === "$schema") return [];
    const key = `${prefix}${name}`;
    const own = {
      key,
      title: member.title ?? "",
      type: typeOf(member),
      default: defaultOf(member, required.has(name)),
    };
    const setting = { ...own, description: member.description ?? "" };
    if (stopAt.includes(key)) return [setting];
    return [...(isPlainGroup(member) ? [] : [setting]), ...inside(member, key, stopAt)];
  });
}

/** An object without a description of its own only groups its members. */
function isPlainGroup(schema: JsonSchema): boolean {
  return schema.properties !== undefined && schema.description === undefined && schema.anyOf === undefined;
}

function inside(schema: JsonSchema, key: string, stopAt: readonly string[]): Setting[] {
  if (schema.properties !== undefined) return members(schema, `${key}.`, stopAt);
  if (schema.items !== undefined) return members(schema.items, `${key}[].`, stopAt);
  return (schema.anyOf ?? []).flatMap((choice) => members(choice, `${key}.`, stopAt));
}

function typeOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => code(JSON.stringify(value))).join(", ");
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(" or ");
  if (schema.items !== undefined) return `list of ${plural(typeOf(schema.items))}`;
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  return types.map((type) => plainType(type, schema)).join(" or ") || "any";
}

function plainType(type: string, schema: JsonSchema): string {
  if (type === "integer" || type === "number") return `number${rangeOf(schema)}`;
  if (type === "string") return schema.format === "uri" ? "URL" : "text";
  return type;
}

function plural(type: string): string {
  return /^(text|number|object|boolean|URL)$/.test(type) ? `${type}s` : type;
}

function rangeOf({ minimum, maximum = Number.MAX_SAFE_INTEGER, exclusiveMinimum }: JsonSchema): string {
  const least = minimum ?? (exclusiveMinimum === undefined ? Number.MIN_SAFE_INTEGER : exclusiveMinimum + 1);
  const from = least > Number.MIN_SAFE_INTEGER;
  const to = maximum < Number.MAX_SAFE_INTEGER;
  if (from && to) return ` ${least} to ${maximum}`;
  if (from) return ` from ${least}`;
  return to ? ` up to ${maximum}` : "";
}

function defaultOf(schema: JsonSchema, required: boolean): string {
  if (schema.default !== undefined) return isGroupDefault(schema) ? "" : code(JSON.stringify(schema.default));
  return required ? "required" : "";
}

/** `{}` as the default of a group says no more than the defaults of its members. */
function isGroupDefault(schema: JsonSchema): boolean {
  return schema.properties !== undefined && JSON.stringify(schema.default) === "{}";
}
