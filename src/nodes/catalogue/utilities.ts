import type { NodeDefinition } from "../../journey/index.ts";
import { agentDataStoreDecisionNode } from "../agent-data-store-decision/index.ts";
import { anonymousSessionUpgradeNode } from "../anonymous-session-upgrade/index.ts";
import { anonymousUserNode } from "../anonymous-user/index.ts";
import { choiceCollectorNode } from "../choice-collector/index.ts";
import { debugNode } from "../debug/index.ts";
import { emailSuspendNode } from "../email-suspend/index.ts";
import { emailTemplateNode } from "../email-template/index.ts";
import { flowControlNode } from "../flow-control/index.ts";
import { innerTreeEvaluatorNode } from "../inner-tree-evaluator/index.ts";
import { messageNode } from "../message/index.ts";
import { metadataNode } from "../metadata/index.ts";
import { meterNode } from "../meter/index.ts";
import { pageNode } from "../page/index.ts";
import { pollingWaitNode } from "../polling-wait/index.ts";
import { queryParameterNode } from "../query-parameter/index.ts";
import { registerLogoutWebhookNode } from "../register-logout-webhook/index.ts";
import { removeSessionPropertiesNode } from "../remove-session-properties/index.ts";
import { requestHeaderNode } from "../request-header/index.ts";
import { retryLimitDecisionNode } from "../retry-limit-decision/index.ts";
import { scriptedDecisionNode } from "../scripted-decision/index.ts";
import type { NodeServices } from "../services.ts";
import { sessionDataNode } from "../session-data/index.ts";
import { setErrorDetailsNode } from "../set-error-details/index.ts";
import { setFailureDetailsNode } from "../set-failure-details/index.ts";
import { setFailureUrlNode } from "../set-failure-url/index.ts";
import { setSessionPropertiesNode } from "../set-session-properties/index.ts";
import { setStateNode } from "../set-state/index.ts";
import { setSuccessDetailsNode } from "../set-success-details/index.ts";
import { setSuccessUrlNode } from "../set-success-url/index.ts";
import { timerStartNode } from "../timer-start/index.ts";
import { timerStopNode } from "../timer-stop/index.ts";
import { updateJourneyTimeoutNode } from "../update-journey-timeout/index.ts";

/** Flow, pages, scripts, state and sessions. */
export const utilitiesNodes: readonly NodeDefinition<NodeServices>[] = [
  agentDataStoreDecisionNode,
  anonymousSessionUpgradeNode,
  anonymousUserNode,
  choiceCollectorNode,
  debugNode,
  emailSuspendNode,
  emailTemplateNode,
  flowControlNode,
  innerTreeEvaluatorNode,
  messageNode,
  metadataNode,
  meterNode,
  pageNode,
  pollingWaitNode,
  queryParameterNode,
  registerLogoutWebhookNode,
  removeSessionPropertiesNode,
  requestHeaderNode,
  retryLimitDecisionNode,
  scriptedDecisionNode,
  sessionDataNode,
  setErrorDetailsNode,
  setFailureDetailsNode,
  setFailureUrlNode,
  setSessionPropertiesNode,
  setStateNode,
  setSuccessDetailsNode,
  setSuccessUrlNode,
  timerStartNode,
  timerStopNode,
  updateJourneyTimeoutNode,
];
