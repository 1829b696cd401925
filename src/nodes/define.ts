import type { z } from "zod";
import { defineNode, type NodeDefinition, type NodeSource } from "../journey/index.ts";
import type { NodeServices } from "./services.ts";

/** {@link defineNode} for the services of this catalogue. */
export function node<Schema extends z.ZodType>(source: NodeSource<Schema, NodeServices>): NodeDefinition<NodeServices> {
  return defineNode(source);
}
