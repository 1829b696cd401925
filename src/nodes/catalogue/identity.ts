import type { NodeDefinition } from "../../journey/index.ts";
import type { NodeServices } from "../services.ts";

/** Attributes of identities: collected, compared, kept. */
export const identityNodes: readonly NodeDefinition<NodeServices>[] = [];
