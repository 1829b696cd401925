import type { NodeName } from "./node-name.ts";

/** A node and the keys of shared state that it was the last to write. */
export interface Written {
  readonly node: NodeName;
  readonly keys: readonly string[];
}

/** Who last wrote each key of shared state, so that a node can tell whose word it takes. */
export interface Writers {
  get(key: string): NodeName | undefined;
  /** `null`: nobody to be named. */
  set(key: string, node: NodeName | null): void;
  /** As plain data, to be kept while the journey waits. */
  kept(): Written[];
}

export function createWriters(kept: readonly Written[]): Writers {
  const byKey = new Map(kept.flatMap(({ node, keys }) => keys.map((key) => [key, node] as const)));
  return {
    get: (key) => byKey.get(key),
    set(key, node) {
      if (node === null) byKey.delete(key);
      else byKey.set(key, node);
    },
    kept() {
      const byNode = new Map<string, { node: NodeName; keys: string[] }>();
      for (const [key, node] of byKey) {
        const written = byNode.get(node.id);
        if (written === undefined) byNode.set(node.id, { node, keys: [key] });
        else written.keys.push(key);
      }
      return [...byNode.values()];
    },
  };
}
