import type { NodeDefinition } from "../../journey/index.ts";
import { choiceCollectorNode } from "../choice-collector/index.ts";
import { debugNode } from "../debug/index.ts";
import { flowControlNode } from "../flow-control/index.ts";
import { innerTreeEvaluatorNode } from "../inner-tree-evaluator/index.ts";
import { messageNode } from "../message/index.ts";
import { metadataNode } from "../metadata/index.ts";
import { pageNode } from "../page/index.ts";
import { pollingWaitNode } from "../polling-wait/index.ts";
import { queryParameterNode } from "../query-parameter/index.ts";
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
import { setSuccessUrlNode } from "../set-success-url/index.ts";
import { updateJourneyTimeoutNode } from "../update-journey-timeout/index.ts";

/** Flow, pages, scripts, state and sessions. */
export const utilitiesNodes: readonly NodeDefinition<NodeServices>[] = [
  choiceCollectorNode,
  debugNode,
  flowControlNode,
  innerTreeEvaluatorNode,
  messageNode,
  metadataNode,
  pageNode,
  pollingWaitNode,
  queryParameterNode,
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
  setSuccessUrlNode,
  updateJourneyTimeoutNode,
];
