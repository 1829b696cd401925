import { z } from "zod";
import { isJson, isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Catalogue, Outcomes } from "../../journey/index.ts";
import type { NodeServices } from "../../nodes/index.ts";

/** The node types of the catalogue as clients of the configuration API see them. */
export interface NodeTypes {
  all(): readonly NodeType[];
  find(type: string): NodeType | undefined;
}

export interface NodeType {
  readonly type: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** JSON Schema of each attribute, in order. */
  readonly attributes: ReadonlyMap<string, JsonObject>;
  readonly required: readonly string[];
  isSecret(attribute: string): boolean;
  /** @throws {z.ZodError} */
  bind(attributes: JsonObject): Bound;
}

export interface Bound {
  readonly outcomes: Outcomes;
  readonly children: readonly string[];
  readonly trees: readonly string[];
}

/** Every schema is worked out once, when it is first asked for. */
export function createNodeTypes(catalogue: Catalogue<NodeServices>): NodeTypes {
  const known = new Map<string, NodeType>();
  const names = new Set(catalogue.types());
  const find = (type: string): NodeType | undefined => {
    const definition = names.has(type) ? catalogue.find(type) : undefined;
    if (definition === undefined) return undefined;
    const nodeType = known.get(type) ?? describe(definition);
    known.set(type, nodeType);
    return nodeType;
  };
  return { find, all: () => [...names].sort().flatMap((type) => find(type) ?? []) };
}

type Definition = NonNullable<ReturnType<Catalogue<NodeServices>["find"]>>;

function describe(definition: Definition): NodeType {
  const { type, title, tags } = definition;
  const schema = jsonSchemaOf(definition.config);
  const properties = isJsonObject(schema.properties ?? null) ? schema.properties : {};
  const attributes = new Map(
    Object.entries(properties ?? {}).flatMap(([name, attribute]) =>
      isJsonObject(attribute) ? [[name, attribute] as const] : [],
    ),
  );
  const required = Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === "string") : [];
  return {
    type,
    title,
    tags,
    attributes,
    required,
    isSecret: (name) => attributes.get(name)?.writeOnly === true,
    bind: (values) => definition.bind(values),
  };
}

function jsonSchemaOf(config: z.ZodType): JsonObject {
  const schema: unknown = z.toJSONSchema(config, { io: "input", unrepresentable: "any" });
  const plain: unknown = JSON.parse(JSON.stringify(schema));
  return isJson(plain) && isJsonObject(plain) ? plain : {};
}

/** The schema of a type in PingAM's form. */
export function schemaAnswer({ attributes, required }: NodeType): JsonObject {
  const properties = [...attributes].map(([name, attribute], index): [string, JsonObject] => [
    name,
    {
      ...attribute,
      title: attribute.title ?? name,
      description: attribute.description ?? "",
      propertyOrder: index * 100,
      required: required.includes(name),
      exampleValue: "",
    },
  ]);
  return { type: "object", properties: Object.fromEntries(properties) };
}

/** The attributes that a new node of a type begins with. */
export function templateAnswer({ attributes }: NodeType): JsonObject {
  const defaults = [...attributes].flatMap(([name, { default: value }]): [string, Json][] =>
    value === undefined ? [] : [[name, value]],
  );
  return Object.fromEntries(defaults);
}

export function typeAnswer({ type, title }: NodeType): JsonObject {
  return { _id: type, name: title, collection: true };
}

export function outcomesAnswer(outcomes: Outcomes): JsonObject[] {
  return Object.entries(outcomes).map(([id, displayName]) => ({ id, displayName }));
}
