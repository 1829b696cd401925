import type { NodeDefinition } from "../../journey/index.ts";
import { dataStoreDecisionNode } from "../data-store-decision/index.ts";
import { identityStoreDecisionNode } from "../identity-store-decision/index.ts";
import { ldapDecisionNode } from "../ldap-decision/index.ts";
import { passwordCollectorNode } from "../password-collector/index.ts";
import type { NodeServices } from "../services.ts";
import { usernameCollectorNode } from "../username-collector/index.ts";
import { zeroPageLoginNode } from "../zero-page-login/index.ts";

/** Basic authentication: names, passwords and who checks them. */
export const basicNodes: readonly NodeDefinition<NodeServices>[] = [
  dataStoreDecisionNode,
  identityStoreDecisionNode,
  ldapDecisionNode,
  passwordCollectorNode,
  usernameCollectorNode,
  zeroPageLoginNode,
];
