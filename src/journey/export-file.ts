import { z } from "zod";
import { isJson, isJsonObject, type Json, type JsonObject } from "../core/json.ts";

/**
 * The export format of Ping's `frodo` tool (facts: "frodo: export format"): either `trees` with one entry per journey, or
 * one journey with the same keys flattened to the top level. Keys that we do not use are let through untouched.
 */

/** Checked without recursion into the schema: a file nested without end must not exhaust the stack. */
const attributes = z.record(
  z.string(),
  z.custom<Json>((value) => isJson(value), "not JSON, or nested too deeply"),
);

const connectionsSchema = z.looseObject({
  nodeType: z.string(),
  displayName: z.string().default(""),
  connections: z.record(z.string(), z.string()).default({}),
});

const treeSchema = z.looseObject({
  _id: z.string().min(1),
  entryNodeId: z.string(),
  enabled: z.boolean().default(true),
  innerTreeOnly: z.boolean().default(false),
  noSession: z.boolean().default(false),
  mustRun: z.boolean().default(false),
  nodes: z.record(z.string(), connectionsSchema),
});

/** A script is an array of lines, a JSON-encoded string, or base64 as over REST. */
const scriptSchema = z.looseObject({
  name: z.string().default(""),
  script: z.union([z.string(), z.array(z.string())]),
  language: z.string().default("JAVASCRIPT"),
  context: z.string().default("AUTHENTICATION_TREE_DECISION_NODE"),
  evaluatorVersion: z.string().default("1.0"),
});

const oneJourneySchema = z.looseObject({
  tree: treeSchema,
  nodes: z.record(z.string(), attributes).default({}),
  innerNodes: z.record(z.string(), attributes).default({}),
  scripts: z.record(z.string(), scriptSchema).default({}),
});

const manyJourneysSchema = z.looseObject({ trees: z.record(z.string(), oneJourneySchema) });

/** Either form, always read as a list of journeys. */
export const journeyFileSchema = z.union([
  manyJourneysSchema.transform(({ trees }): JourneyFile[] => Object.values(trees)),
  oneJourneySchema.transform((journey): JourneyFile[] => [journey]),
]);

export type JourneyFile = z.output<typeof oneJourneySchema>;
export type TreeFile = z.output<typeof treeSchema>;

/** A script of a journey file, decoded. */
export interface ScriptFile {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly language: string;
  readonly context: string;
  readonly evaluatorVersion: string;
}

export function decodeScript(id: string, file: z.output<typeof scriptSchema>): ScriptFile {
  const { name, language, context, evaluatorVersion } = file;
  return { id, name: name || id, source: sourceText(file.script), language, context, evaluatorVersion };
}

function sourceText(script: string | readonly string[]): string {
  if (typeof script !== "string") return script.join("\n");
  return jsonText(script) ?? base64Text(script) ?? script;
}

function jsonText(script: string): string | undefined {
  if (!script.startsWith('"')) return undefined;
  try {
    const decoded: unknown = JSON.parse(script);
    return typeof decoded === "string" ? decoded : undefined;
  } catch (error) {
    // A script that merely begins with a string, such as "use strict".
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function base64Text(script: string): string | undefined {
  return /^[A-Za-z0-9+/\s]+={0,2}$/.test(script) ? Buffer.from(script, "base64").toString("utf8") : undefined;
}

/** The attributes of a node without what a server computes (`_id`, `_type`, `_outcomes` …). */
export function ownAttributes(node: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(node).filter(([key]) => !key.startsWith("_")));
}

/** The type of an exported node. */
export function nodeTypeOf(node: Json): string | undefined {
  const type = isJsonObject(node) ? node._type : undefined;
  const id = isJsonObject(type) ? type._id : undefined;
  return typeof id === "string" ? id : undefined;
}
