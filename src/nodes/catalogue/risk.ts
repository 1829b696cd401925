import type { NodeDefinition } from "../../journey/index.ts";
import { accountActiveDecisionNode } from "../account-active-decision/index.ts";
import { accountLockoutNode } from "../account-lockout/index.ts";
import { authLevelDecisionNode } from "../auth-level-decision/index.ts";
import { modifyAuthLevelNode } from "../modify-auth-level/index.ts";
import type { NodeServices } from "../services.ts";

/** Auth levels and accounts. */
export const riskNodes: readonly NodeDefinition<NodeServices>[] = [
  accountActiveDecisionNode,
  accountLockoutNode,
  authLevelDecisionNode,
  modifyAuthLevelNode,
];
