import { validateConfig } from "../../core/config-file.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { replaceTokensIn, type TokenLookup } from "../../core/tokens.ts";
import { type JourneySource, journeyFileSchema } from "../../journey/index.ts";
import type { RealmDocuments } from "./documents.ts";
import { layOut } from "./layout.ts";

/**
 * The journeys of a realm as the engine loads them: exactly what stands, or will stand, in the files, with the tokens of
 * the nodes resolved.
 *
 * @throws {core.config-invalid}, {core.token-missing}
 */
export function journeySources(documents: RealmDocuments, lookup: TokenLookup, folder: string): JourneySource[] {
  const sources: JourneySource[] = [];
  for (const [name, content] of layOut(documents)) {
    if (content === null || !name.endsWith(".journey.json")) continue;
    const file = `${folder}/${name}`;
    for (const journey of validateConfig(content, journeyFileSchema, file)) {
      const nodes = resolved(journey.nodes, lookup, `${file}#/nodes`);
      const innerNodes = resolved(journey.innerNodes, lookup, `${file}#/innerNodes`);
      sources.push({ file, journey: { ...journey, nodes, innerNodes } });
    }
  }
  return sources;
}

function resolved(
  nodes: Record<string, Json>,
  lookup: TokenLookup,
  where: string,
): Record<string, Record<string, Json>> {
  const document = replaceTokensIn(nodes, lookup, where, { coerce: false });
  const entries = Object.entries(isJsonObject(document) ? document : {});
  return Object.fromEntries(entries.map(([id, node]) => [id, isJsonObject(node) ? { ...node } : {}]));
}

/** Names of the tokens of sealed secrets in a node. */
export function tokensOf(node: JsonObject | undefined): string[] {
  return [...JSON.stringify(node ?? {}).matchAll(/&\{(secret\.[0-9a-f-]{36})\}/g)].map(([, name = ""]) => name);
}
