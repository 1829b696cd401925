import type { NodeDefinition } from "../../journey/index.ts";
import type { NodeServices } from "../services.ts";

/** What is known of the device and the browser: certificates, cookies, profiles. */
export const contextualNodes: readonly NodeDefinition<NodeServices>[] = [];
