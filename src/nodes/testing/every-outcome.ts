import type { JsonObject } from "../../core/json.ts";

/** Attributes with which a node shows every outcome that it can have; nodes that need none are left out. */
export const everyOutcome: Readonly<Record<string, JsonObject>> = {
  AuthLevelDecisionNode: { authLevelRequirement: 1 },
  InnerTreeEvaluatorNode: { tree: "t", displayErrorOutcome: true },
  IntuneRemediationNode: { offerContinue: true, offerCancel: true },
  ModifyAuthLevelNode: { authLevelIncrement: 1 },
  OathTokenVerifierNode: { isRecoveryCodeAllowed: true },
  PollingWaitNode: { exitable: true, spamDetectionEnabled: true },
  ScriptedDecisionNode: { script: "s", outcomes: ["outcome"] },
  SessionDataNode: { sessionDataKey: "a", sharedStateKey: "b" },
  SetFailureUrlNode: { failureUrl: "/" },
  SetSuccessUrlNode: { successUrl: "/" },
  UpdateJourneyTimeoutNode: { operation: "SET", value: 1 },
};
