import type { NodeDefinition } from "../../journey/index.ts";
import { intuneNode } from "../intune/index.ts";
import { intuneRemediationNode } from "../intune-remediation/index.ts";
import type { NodeServices } from "../services.ts";

/** Device compliance, by Microsoft Intune. */
export const intuneNodes: readonly NodeDefinition<NodeServices>[] = [intuneNode, intuneRemediationNode];
