import type { NodeDefinition } from "../../journey/index.ts";
import { acceptTermsAndConditionsNode } from "../accept-terms-and-conditions/index.ts";
import { attributeCollectorNode } from "../attribute-collector/index.ts";
import { attributePresentDecisionNode } from "../attribute-present-decision/index.ts";
import { attributeValueDecisionNode } from "../attribute-value-decision/index.ts";
import { consentCollectorNode } from "../consent-collector/index.ts";
import { createObjectNode } from "../create-object/index.ts";
import { createPasswordNode } from "../create-password/index.ts";
import { displayUsernameNode } from "../display-username/index.ts";
import { identifyExistingUserNode } from "../identify-existing-user/index.ts";
import { incrementLoginCountNode } from "../increment-login-count/index.ts";
import { kbaDecisionNode } from "../kba-decision/index.ts";
import { kbaDefinitionNode } from "../kba-definition/index.ts";
import { kbaVerificationNode } from "../kba-verification/index.ts";
import { loginCountDecisionNode } from "../login-count-decision/index.ts";
import { patchObjectNode } from "../patch-object/index.ts";
import { platformPasswordNode } from "../platform-password/index.ts";
import { platformUsernameNode } from "../platform-username/index.ts";
import { profileCompletenessDecisionNode } from "../profile-completeness-decision/index.ts";
import { queryFilterDecisionNode } from "../query-filter-decision/index.ts";
import { requiredAttributesDecisionNode } from "../required-attributes-present/index.ts";
import type { NodeServices } from "../services.ts";
import { termsAndConditionsDecisionNode } from "../terms-and-conditions-decision/index.ts";
import { timeSinceDecisionNode } from "../time-since-decision/index.ts";

/** Attributes of identities: collected, compared, kept; and how often people log in. */
export const identityNodes: readonly NodeDefinition<NodeServices>[] = [
  acceptTermsAndConditionsNode,
  attributeCollectorNode,
  attributePresentDecisionNode,
  attributeValueDecisionNode,
  consentCollectorNode,
  createObjectNode,
  createPasswordNode,
  displayUsernameNode,
  identifyExistingUserNode,
  kbaDefinitionNode,
  kbaDecisionNode,
  kbaVerificationNode,
  patchObjectNode,
  profileCompletenessDecisionNode,
  queryFilterDecisionNode,
  requiredAttributesDecisionNode,
  termsAndConditionsDecisionNode,
  timeSinceDecisionNode,
  platformPasswordNode,
  platformUsernameNode,
  incrementLoginCountNode,
  loginCountDecisionNode,
];
