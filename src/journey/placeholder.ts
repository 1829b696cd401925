import { z } from "zod";
import { journeyErrors } from "./errors.ts";
import { defineNode, type NodeDefinition } from "./node.ts";
import type { NodeName } from "./node-name.ts";

/** A node of a type that we lack, for warnings at start. */
export interface Placeholder {
  readonly journey: string;
  readonly node: NodeName;
}

/**
 * Stands for a node type that the catalogue lacks: it takes any attributes and outcomes, so that the journey loads and is
 * exported unchanged. The login that reaches it fails.
 */
export function placeholderDefinition<Services>(type: string): NodeDefinition<Services> {
  return defineNode<typeof anything, Services>({
    type,
    version: 1,
    title: type,
    tags: [],
    config: anything,
    outcomes: {},
    reads: [],
    writes: [],
    run({ node, tree }) {
      const detail = `node "${node.displayName}" (${node.id}) of "${tree}" has the type ${type}, which is not known here`;
      throw journeyErrors.error("journey.unknown-node-type", { detail });
    },
  });
}

const anything = z.unknown();
