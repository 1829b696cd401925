/** Journeys: the engine that runs PingAM's trees. Knows no HTTP, no vendor and no database. */
export { type Action, type Effects, goTo, send, suspend, waitInside } from "./action.ts";
export {
  type AttributeInput,
  attributeInputCallback,
  type ConsentMapping,
  consentMappingCallback,
  failedPolicy,
  kbaCreateCallback,
  type Policies,
  termsAndConditionsCallback,
  validatedPasswordCallback,
  validatedUsernameCallback,
} from "./callbacks/attributes.ts";
export {
  choiceCallback,
  confirmationCallback,
  hiddenValueCallback,
  languageCallback,
  messageTypes,
  metadataCallback,
  nameCallback,
  notPressed,
  passwordCallback,
  pollingWaitCallback,
  suspendedTextOutputCallback,
  textInputCallback,
  textOutputCallback,
} from "./callbacks/basic.ts";
export {
  deviceProfileCallback,
  type IdpRequest,
  idpCallback,
  type Redirect,
  redirectCallback,
  selectIdpCallback,
} from "./callbacks/outside.ts";
export {
  type Answer,
  answerBoolean,
  answerNumber,
  answerText,
  type Callback,
  callback,
  isMetadata,
} from "./callbacks.ts";
export { type Catalogue, createCatalogue } from "./catalogue.ts";
export type { EndContext, EndEffects, EndKind, RecordedHook, ResponseCookie } from "./ending.ts";
export { createEngine, type Engine, type StartInput } from "./engine.ts";
export { journeyErrors } from "./errors.ts";
export {
  type Execution,
  type FailureResult,
  type Frame,
  type Gathered,
  integerOf,
  type Result,
  type StepResult,
  type SuccessResult,
  type SuspendedResult,
  type Waiting,
} from "./execution.ts";
export { decodeScript, type JourneyFile, journeyFileSchema, type ScriptFile } from "./export-file.ts";
export { nothingGathered } from "./gather.ts";
export type { IdentifiedUser } from "./identified-user.ts";
export { type JourneySet, type JourneySource, loadJourneys } from "./load.ts";
export {
  defineNode,
  type NodeContext,
  type NodeDefinition,
  type NodeSource,
  type Outcomes,
  type TreeEnd,
} from "./node.ts";
export type { NodeName } from "./node-name.ts";
export type { EngineOptions, ResumeUri } from "./options.ts";
export type { Placeholder } from "./placeholder.ts";
export type { PeerClaims, RequestFacts } from "./request.ts";
export { createTreeState, type NodeState, type StateChange, type StateKind, type TreeState } from "./state.ts";
export type { Suspension } from "./suspension.ts";
export { redactChanges, type TraceEvent, type TraceSink } from "./trace.ts";
export { packEvents, unpackEvents } from "./trace-record.ts";
export { failureId, type Journey, type JourneyNode, successId } from "./tree.ts";
