import type { NodeDefinition } from "./node.ts";

/** The node types that journeys may use, by type id. */
export interface Catalogue<Services> {
  find(type: string): NodeDefinition<Services> | undefined;
  types(): readonly string[];
  definitions(): readonly NodeDefinition<Services>[];
}

export function createCatalogue<Services>(definitions: readonly NodeDefinition<Services>[]): Catalogue<Services> {
  const byType = new Map(definitions.map((definition) => [definition.type, definition]));
  return { find: (type) => byType.get(type), types: () => [...byType.keys()], definitions: () => definitions };
}
