import { type Catalogue, createCatalogue } from "../journey/index.ts";
import { dataStoreDecisionNode } from "./data-store-decision/index.ts";
import { innerTreeEvaluatorNode } from "./inner-tree-evaluator/index.ts";
import { intuneNode } from "./intune/index.ts";
import { intuneRemediationNode } from "./intune-remediation/index.ts";
import { modifyAuthLevelNode } from "./modify-auth-level/index.ts";
import { oathTokenVerifierNode } from "./oath-token-verifier/index.ts";
import { pageNode } from "./page/index.ts";
import { passwordCollectorNode } from "./password-collector/index.ts";
import { scriptedDecisionNode } from "./scripted-decision/index.ts";
import type { NodeServices } from "./services.ts";
import { setStateNode } from "./set-state/index.ts";
import { usernameCollectorNode } from "./username-collector/index.ts";

/** Every node type that Sallyport has. */
export const nodeCatalogue: Catalogue<NodeServices> = createCatalogue([
  intuneNode,
  intuneRemediationNode,
  innerTreeEvaluatorNode,
  modifyAuthLevelNode,
  scriptedDecisionNode,
  pageNode,
  usernameCollectorNode,
  passwordCollectorNode,
  dataStoreDecisionNode,
  oathTokenVerifierNode,
  setStateNode,
]);
